"""What the answer's HTTP status means to a person (contract 14.1)."""

from models.catalogue_words import Entry, Words

TRANSPORT_ERRORS: dict[str, Entry] = {
    "400": Entry(
        (),
        Words(
            "The request itself was malformed; nothing was queued",
            "Correct the marked field and submit again",
        ),
        Words(
            "Запит складено неправильно, завдання не створено",
            "Виправте позначене поле й надішліть ще раз",
        ),
    ),
    "401": Entry(
        (),
        Words(
            "Username or password was not accepted",
            "Open Settings and enter the partner credentials again; running jobs are not affected",
        ),
        Words(
            "Логін або пароль не прийнято",
            (
                "Відкрийте налаштування та введіть облікові дані партнера ще раз; запущені "
                "завдання це не зачіпає"
            ),
        ),
    ),
    "403": Entry(
        (),
        Words(
            "The account may not do this for this business or function",
            "Check which account you use, or ask the vendor for access",
        ),
        Words(
            "Обліковий запис не має на це права",
            "Перевірте, яким записом ви користуєтеся, або попросіть доступ у постачальника",
        ),
    ),
    "404_JOB": Entry(
        (),
        Words(
            "This job number is unknown or too old",
            "Check the program in the program list to see what happened",
        ),
        Words(
            "Цей номер завдання невідомий або застарів",
            "Перевірте програму у списку програм, щоб побачити результат",
        ),
    ),
    "404_PAUSE": Entry(
        (),
        Words(
            "Pausing is not switched on for your account",
            "Ask the vendor to enable it",
        ),
        Words(
            "Паузу не ввімкнено для вашого облікового запису",
            "Попросіть постачальника її активувати",
        ),
    ),
    "404_PROGRAM": Entry(
        (),
        Words(
            "No such program under this account",
            "Refresh the program list",
        ),
        Words(
            "Такої програми немає в цьому обліковому записі",
            "Оновіть список програм",
        ),
    ),
    "429": Entry(
        (),
        Words(
            "Too many requests in a short time",
            "The app slows down by itself; nothing is lost",
        ),
        Words(
            "Забагато запитів за короткий час",
            "Застосунок сам зменшить темп; нічого не втрачено",
        ),
    ),
    "5XX": Entry(
        (),
        Words(
            "The vendor has a temporary problem",
            (
                "On a status check: the app keeps trying. On a submit: unknown whether it arrived, "
                "check before repeating"
            ),
        ),
        Words(
            "Тимчасова несправність у постачальника",
            (
                "Під час перевірки стану застосунок повторює спроби. Під час надсилання невідомо, "
                "чи запит дійшов: перевірте, перш ніж повторювати"
            ),
        ),
    ),
    "NO_ANSWER": Entry(
        (),
        Words(
            "Same as 5xx",
            "If this was a create, look in the program list first",
        ),
        Words(
            "Те саме, що 5xx",
            "Якщо це було створення, спершу перегляньте список програм",
        ),
    ),
    # The next three are ours: of the row for 5xx the part that is true where it is shown.
    "WATCHING": Entry(
        (),
        Words("The vendor has a temporary problem", "The app keeps trying; nothing is lost"),
        Words(
            "Тимчасова несправність у постачальника",
            "Застосунок повторює спроби; нічого не втрачено",
        ),
    ),
    "READING": Entry(
        (),
        Words("The vendor has a temporary problem", "Nothing was changed; try again in a moment"),
        Words(
            "Тимчасова несправність у постачальника",
            "Нічого не змінено; спробуйте ще раз за хвилину",
        ),
    ),
    "UNREACHABLE": Entry(
        (),
        Words("The partner cannot be reached", "The app keeps trying; nothing is lost"),
        Words("Партнер недоступний", "Застосунок повторює спроби; нічого не втрачено"),
    ),
}
