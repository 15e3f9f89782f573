/* What draws attention (experience 3): the tab's title and icon, two sounds, notifications. */
(() => {
  const LOOKED_AT = 4000; // milliseconds of a visible tab after which news is no news any more

  /* <ad-tab tells='{"running": "(2) ...", "news": "done", "words": "...", "turn": 1}'>: the title
     is the page's own again when nothing runs and what ended has been seen. */
  class Tab extends HTMLElement {
    static observedAttributes = ["tells"];
    state = {};
    news = false;
    connectedCallback() {
      this.pages = document.title;
      this.icon = document.querySelector('link[rel~="icon"]');
      this.plain = this.icon?.getAttribute("href");
      this.renamed = new MutationObserver(() => this.keep());
      this.renamed.observe(document.head, { childList: true, subtree: true, characterData: true });
      this.look = () => this.see();
      document.addEventListener("visibilitychange", this.look);
      this.draw();
    }
    disconnectedCallback() {
      this.renamed.disconnect();
      document.removeEventListener("visibilitychange", this.look);
    }
    attributeChangedCallback() {
      const before = this.state.turn || 0;
      this.state = JSON.parse(this.getAttribute("tells") || "{}");
      if (this.state.turn > before) {
        this.news = true;
        this.see();
      }
      this.draw();
    }
    see() {
      clearTimeout(this.timer);
      if (!this.news || document.hidden) return;
      this.timer = setTimeout(() => { this.news = false; this.draw(); }, LOOKED_AT);
    }
    keep() {
      if (document.title === this.drawn) return;
      this.pages = document.title; // a page of the app has named itself
      this.draw();
    }
    draw() {
      if (!this.renamed) return;
      const { running, news, words } = this.state;
      this.drawn = running || (this.news && words) || this.pages;
      if (document.title !== this.drawn) document.title = this.drawn;
      const dot = (this.news && news) || (running && "running");
      const address = dot ? `/static/favicon-${dot}.svg` : this.plain;
      if (this.icon && this.icon.getAttribute("href") !== address) this.icon.setAttribute("href", address);
    }
  }
  customElements.define("ad-tab", Tab);

  /* Two notes, up or down; `context` is where they sound. */
  const tune = (context, which, volume) => {
    const notes = which === "good" ? [659.3, 987.8] : [311.1, 233.1];
    notes.forEach((pitch, index) => {
      const at = context.currentTime + index * 0.14;
      const tone = new OscillatorNode(context, { type: "triangle", frequency: pitch });
      const loud = new GainNode(context, { gain: 0 });
      loud.gain.setValueAtTime(0, at);
      loud.gain.linearRampToValueAtTime(0.6 * volume, at + 0.015);
      loud.gain.exponentialRampToValueAtTime(0.0005, at + 0.24);
      tone.connect(loud).connect(context.destination);
      tone.start(at);
      tone.stop(at + 0.25);
    });
  };
  let context;
  const play = async (which, volume, once) => {
    context ||= new AudioContext();
    // Without a click in this page the browser keeps it silent, and then it must not sound later;
    // with one it may take a moment to begin, on a machine that does other things.
    const patience = navigator.userActivation?.hasBeenActive ? 3000 : 300;
    if (context.state !== "running") {
      await Promise.race([context.resume(), new Promise((late) => setTimeout(late, patience))]);
    }
    const sound = () => {
      if (context.state !== "running" || (once && localStorage.adSound === once)) return;
      if (once) localStorage.adSound = once;
      tune(context, which, volume);
    };
    if (once && navigator.locks) await navigator.locks.request("ad-sound", sound);
    else sound();
  };

  const point = (job) => {
    const card = document.querySelector(`[data-job-id="${CSS.escape(job)}"]`);
    card?.setAttribute("data-point", ""); // not a class: the card writes its own anew
    setTimeout(() => card?.removeAttribute("data-point"), 2500);
  };

  const worker = async () => {
    await navigator.serviceWorker.register("/sw.js");
    return await navigator.serviceWorker.ready;
  };
  const possible = "Notification" in window && "serviceWorker" in navigator && isSecureContext;
  if (!possible) document.documentElement.classList.add("ad-mute");

  /* "granted", "denied", or "default" for a question that was closed. */
  const ask = async () => {
    const answer = await Notification.requestPermission();
    if (answer === "granted") await worker();
    return answer;
  };
  const notify = async (said) => {
    if (!possible || !document.hidden || Notification.permission !== "granted") return;
    (await worker()).active.postMessage({ show: said });
  };
  /* What the server needs to reach this browser when no page is open. */
  const subscribe = async (key) => {
    try {
      const { pushManager } = await worker();
      await (await pushManager.getSubscription())?.unsubscribe(); // it may be for another key
      const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
      return made.toJSON();
    } catch (problem) {
      return { problem: problem.name };
    }
  };
  const unsubscribe = async () => {
    const worker = await navigator.serviceWorker?.getRegistration();
    await (await worker?.pushManager.getSubscription())?.unsubscribe();
  };
  navigator.serviceWorker?.addEventListener("message", (e) => {
    if (e.data?.open) window.emitEvent?.("ad_open", e.data.open);
  });

  window.adtrail = { ...window.adtrail, ask, notify, play, point, subscribe, tune, unsubscribe };
})();
