/* Keys (experience 7), the sheet and the command palette. Both are <dialog>s: the browser itself
   keeps the focus inside, closes at Esc and gives the focus back. */
(() => {
  const $ = (selector) => document.querySelector(selector);
  const field = () => $("#ad-palette-field");
  const options = () => [...document.querySelectorAll("#ad-palette-list [role=option]")];
  const typing = (e) => e?.closest?.("input, textarea, select, [contenteditable], [role=combobox], [role=listbox]");
  const open = () => $("dialog[open], .q-dialog, .q-menu");
  const off = () => localStorage.getItem("adtrail-keys") === "off";
  const shown = (e) => e.checkVisibility();

  const choose = (place) => {
    const all = options();
    const next = all[(place + all.length) % all.length];
    all.forEach((e, i) => {
      e.id = `ad-option-${i}`;
      e.setAttribute("aria-selected", e === next);
    });
    field()?.setAttribute("aria-activedescendant", next?.id ?? "");
    next?.scrollIntoView({ block: "nearest" });
  };
  const chosen = () => options().findIndex((e) => e.getAttribute("aria-selected") === "true");
  let entered = false; // Enter came before the answer to the last letter
  window.adPalette = (words) => requestAnimationFrame(() => {
    field().dataset.said = words;
    choose(0);
    if (entered && !behind()) enter();
  });
  const behind = () => field().dataset.said !== field().value;
  const enter = () => {
    entered = behind();
    if (!entered) options()[chosen()]?.click();
  };

  const palette = () => {
    if (open()) return;
    field().value = "";
    delete field().dataset.said;
    entered = false;
    $("#ad-palette").showModal();
    field().focus();
    window.emitEvent("ad_palette");
  };
  const sheet = () => {
    if (open()) return;
    $("[data-keys-on]").checked = !off();
    $("#ad-keys").showModal();
  };
  const visit = (path) => $(`.ad-nav a[href$="${path}"]`)?.click();

  const search = (tries = 40) => {
    const box = [...document.querySelectorAll("#main input[type=search]")].find(shown);
    if (box) return box.focus();
    if (tries === 40) visit("/jobs");
    if (tries) setTimeout(search, 50, tries - 1);
  };
  const rows = (step) => {
    const all = [...document.querySelectorAll("a.ad-row-link")].filter(shown);
    const place = all.indexOf(document.activeElement);
    const next = all[Math.min(all.length - 1, Math.max(0, place + step))];
    next?.focus();
    next?.closest("tr")?.scrollIntoView({ block: "nearest" });
  };
  const refresh = () => {
    if ($("#main [data-refresh]")) return $("#main [data-refresh]").click();
    if (!$(".ad-form")) window.emitEvent("ad_refresh"); // a form would lose what was typed
  };
  const KEYS = { "?": sheet, "/": () => search(), c: () => visit("/create-program"),
    j: () => rows(1), k: () => rows(-1), r: refresh };

  document.addEventListener("keydown", (e) => {
    if ((e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey && e.code === "KeyK") {
      e.preventDefault();
      return palette();
    }
    if (e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented || e.isComposing) return;
    const letter = { KeyC: "c", KeyJ: "j", KeyK: "k", KeyR: "r" }[e.code]; // on any alphabet
    const key = /^[ -~]$/.test(e.key) ? e.key : letter;
    if (typing(e.target) || open() || !KEYS[key] || off()) return;
    e.preventDefault();
    KEYS[key]();
  });

  document.addEventListener("keydown", (e) => {
    if (!e.target.closest?.("dialog.ad-palette, dialog.ad-sheet")) return;
    if (e.key === "Escape") e.stopPropagation(); // it closes the dialog, and nothing else
    if (e.target !== field() || e.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (step) choose(chosen() + step);
    if (e.key === "Enter") enter();
    if (step || e.key === "Enter") e.preventDefault();
  }, true);

  document.addEventListener("change", (e) => {
    if (e.target.matches?.("[data-keys-on]")) {
      localStorage.setItem("adtrail-keys", e.target.checked ? "on" : "off");
    }
  });

  document.addEventListener("click", (e) => {
    const on = (selector) => e.target.closest?.(selector);
    if (on("[data-palette]")) return palette();
    if (on("[data-keys]")) return sheet();
    const option = on("#ad-palette-list [role=option]");
    const dialog = on("dialog.ad-palette, dialog.ad-sheet");
    if (option) {
      $("#ad-palette").close();
      if (option.dataset.press) $(option.dataset.press)?.click();
    } else if (dialog && e.target === dialog) dialog.close(); // beside it
  });
})();
