/* The console's own script: copy, theme, keys, dialogs, countdowns. All else is links and forms, which work without it. */
(() => {
  const root = document.documentElement, find = (what, from = document) => from.querySelector(what);
  const base = document.body.dataset.base;
  root.classList.add("scripting");

  const cookie = (name, value) => { document.cookie = `${name}=${value}; path=${base}; max-age=31536000; samesite=strict`; };
  const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const changeTheme = () => { root.dataset.theme = dark() ? "light" : "dark"; cookie("emulator_theme", root.dataset.theme); };

  // A notice belongs to what was done, not to the page: loading it again says nothing.
  const address = new URL(location.href);
  if (address.searchParams.has("said")) { address.searchParams.delete("said"); history.replaceState(null, "", address); }

  const copy = async (button) => {
    const text = button.dataset.copy || find("pre, code, .id", button.closest(".code, dd, div, th"))?.textContent || "";
    await navigator.clipboard.writeText(text);
    const before = button.innerHTML;
    button.textContent = "Copied";
    setTimeout(() => { button.innerHTML = before; }, 1200);
  };

  const ask = (address) => htmx.ajax("GET", address, { target: "#asked", swap: "innerHTML" })
    .then(() => find("#asked dialog")?.showModal());

  document.addEventListener("click", (event) => {
    const at = (what) => event.target.closest(what);
    if (at("[data-copy]")) return copy(at("[data-copy]"));
    if (at("#theme")) return changeTheme();
    if (at("[data-close]")) {
      const dialog = at("dialog");
      if (dialog && !dialog.classList.contains("static")) { event.preventDefault(); return dialog.close(); }
      return at(".note")?.remove();
    }
    if (at("[data-ask]")) { event.preventDefault(); return ask(at("[data-ask]").href); }
  });
  document.addEventListener("htmx:after:request", (event) => {
    if (find("#asked dialog")?.contains(event.target)) find("#asked dialog").close();
  });
})();
