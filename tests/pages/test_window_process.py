"""The process of the desktop window ends with it. `tests/native` has the window itself."""

import multiprocessing
import threading

from pages import window


def closed_while_somebody_asks(waiting):
    """The window's process as pywebview may leave it: an answer is awaited that never comes."""
    threading.Thread(target=threading.Event().wait).start()
    window._LAST_WORDS = 0.1  # of this process alone
    window.leave_after_the_window()
    waiting.set()


def test_the_process_ends_with_the_window_although_an_answer_is_awaited():
    spawning = multiprocessing.get_context("spawn")
    waiting = spawning.Event()
    process = spawning.Process(target=closed_while_somebody_asks, args=(waiting,))
    process.start()
    assert waiting.wait(60)
    process.join(60)
    still_there = process.is_alive()
    process.kill()
    process.join()
    assert not still_there
    assert process.exitcode == 0
