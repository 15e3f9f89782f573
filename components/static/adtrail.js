/* What only a browser knows: the viewer's clock, zone and clipboard, and whether he is looking. */
(() => {
  const two = (n) => String(n).padStart(2, "0");
  const moment = (d) =>
    `${two(d.getDate())}.${two(d.getMonth() + 1)}.${d.getFullYear()} ` +
    `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`;
  /* The page's words, in its language (components/language.py), filled as Python fills them. */
  const say = (name, ...values) =>
    window.adtrailWords[name].replace(/{(:02d)?}/g, (_, padded) => (padded ? two : String)(values.shift()));
  const span = (s) => {
    s = Math.max(0, Math.floor(s));
    if (s < 60) return say("s", s);
    if (s < 3600) return say("min", Math.floor(s / 60), s % 60);
    if (s < 86400) return say("h", Math.floor(s / 3600), Math.floor(s / 60) % 60);
    const days = Math.floor(s / 86400);
    const form = new Intl.PluralRules(document.documentElement.lang).select(days);
    return say(`d-${form}`, days, Math.floor(s / 3600) % 24);
  };

  class Moment extends HTMLElement {
    static observedAttributes = ["value", "data-before"];
    connectedCallback() { this.attributeChangedCallback(); }
    attributeChangedCallback() {
      const at = new Date(this.getAttribute("value"));
      if (!isNaN(at)) this.textContent = (this.dataset.before || "") + moment(at);
    }
  }
  customElements.define("ad-moment", Moment);

  /* Seconds since (or until) a moment of the server's clock; `now` is that clock when rendered. */
  const ticking = new Set();
  class Span extends HTMLElement {
    static observedAttributes = ["since", "until", "now", "text"];
    connectedCallback() { ticking.add(this); this.attributeChangedCallback(); }
    disconnectedCallback() { ticking.delete(this); }
    attributeChangedCallback(name) {
      if (name === "now" || this.skew === undefined) {
        this.skew = Date.parse(this.getAttribute("now")) - Date.now() || 0;
      }
      this.tick();
    }
    tick() {
      const now = Date.now() + this.skew;
      const until = Date.parse(this.getAttribute("until"));
      const since = Date.parse(this.getAttribute("since"));
      const seconds = isNaN(since) ? Math.ceil((until - now) / 1000) : (now - since) / 1000;
      const text = (this.getAttribute("text") || "{}").replace("{}", span(seconds));
      if (this.textContent !== text) this.textContent = text;
    }
  }
  customElements.define("ad-span", Span);
  setInterval(() => ticking.forEach((e) => e.tick()), 1000);

  /* How much longer; `steps` are [from, total] in seconds since `since` (models/eta.py). */
  class Ahead extends Span {
    static observedAttributes = ["since", "now", "steps", "late", "left", "over"];
    tick() {
      const steps = JSON.parse(this.getAttribute("steps") || "[]");
      const passed = Math.max(0, (Date.now() + this.skew - Date.parse(this.getAttribute("since"))) / 1000);
      const total = steps.findLast(([from]) => from <= passed)?.[1] ?? 0;
      let text = "";
      if (steps.length && passed > this.getAttribute("late")) text = this.getAttribute("over");
      else if (total > passed) text = this.getAttribute("left").replace("{}", span(Math.ceil(total - passed)));
      if (this.textContent !== text) this.textContent = text;
    }
  }
  customElements.define("ad-ahead", Ahead);

  /* Where the clipboard is not allowed the old way is tried; where that fails, the person copies. */
  const copied = async (text, button) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const box = Object.assign(document.createElement("input"), { value: text, readOnly: true });
      box.className = "ad-copy-box";
      box.setAttribute("aria-label", button.getAttribute("aria-label"));
      button.after(box);
      box.select();
      const done = document.execCommand("copy");
      if (done) { box.remove(); button.focus(); }
      else ["blur", "copy"].forEach((e) => box.addEventListener(e, () => setTimeout(() => box.remove()), { once: true }));
      return done;
    }
  };
  document.addEventListener("click", async (e) => {
    const button = e.target.closest?.("[data-copy], [data-copy-path]");
    if (!button) return;
    const { copy, copyPath, said } = button.dataset;
    if (!(await copied(copyPath ? new URL(copyPath, location).href : copy, button))) return;
    button.classList.add("copied");
    const live = document.getElementById("ad-live");
    if (live && said) live.textContent = said;
    setTimeout(() => button.classList.remove("copied"), 1500);
  });

  /* Unsaved input is not lost to a click on a link, a reload or a closed tab. */
  const unsaved = () => document.querySelector("[data-unsaved]");
  window.addEventListener("beforeunload", (e) => unsaved() && e.preventDefault());
  document.addEventListener("click", (e) => {
    const link = e.target.closest?.("a[href]:not([target=_blank])");
    if (!link || e.ctrlKey || e.metaKey || e.shiftKey || link.getAttribute("href").startsWith("#")) return;
    const place = unsaved();
    if (!place) return;
    if (confirm(place.dataset.leave)) place.removeAttribute("data-unsaved");
    else { e.preventDefault(); e.stopImmediatePropagation(); }
  }, true);

  /* Nor to Back and Forward: who stays has the page's own address again. */
  let here = location.href;
  ["input", "keydown", "pointerdown"].forEach((e) => document.addEventListener(e, () => { here = location.href; }, true));
  window.addEventListener("popstate", (e) => {
    const place = unsaved();
    if (!place || new URL(here).pathname === location.pathname) return;
    if (confirm(place.dataset.leave)) place.removeAttribute("data-unsaved");
    else {
      e.stopImmediatePropagation();
      history.pushState({}, "", here);
    }
  }, true);

  /* Signed out: whatever stands here belongs to somebody else now. */
  window.adtrail = Object.assign(window.adtrail || {}, {
    leave: (door) => {
      document.querySelectorAll("[data-unsaved]").forEach((e) => e.removeAttribute("data-unsaved"));
      location.assign(`${door}?next=${encodeURIComponent(location.pathname + location.search)}`);
    },
  });

  /* A page that comes back after its session has ended is refused; the door knows why. */
  const watched = () => {
    if (!window.socket) return setTimeout(watched, 500);
    window.socket.on("connect_error", async () => {
      const door = await fetch("/login", { redirect: "manual", cache: "no-store" }).catch(() => null);
      if (door?.status === 200) window.adtrail.leave("/login");
    });
  };
  watched();

  /* What is done before the connection stands NiceGUI holds back, each event by a timer of its own:
     whichever is first is sent first, and 2500 may arrive as 250. Here they wait in one line. */
  const early = [];
  const later = window.setTimeout;
  window.setTimeout = (work, ...more) => (work?.name === "delayed_emitter" ? early.push(work) : later(work, ...more));
  const sent = (send) => {
    try {
      send();
    } catch (error) {
      reportError(error); // of this one; the others go on
    }
  };
  let stands = Boolean(window.did_handshake);
  Object.defineProperty(window, "did_handshake", {
    get: () => stands,
    set: (now) => {
      stands = now;
      if (now) early.splice(0).forEach(sent);
    },
  });

  const tell = (name, value) => window.emitEvent?.(name, value);
  document.addEventListener("visibilitychange", () => tell("ad_hidden", document.hidden));
  window.addEventListener("keydown", (e) => e.key === "Escape" && tell("ad_escape"));
})();
