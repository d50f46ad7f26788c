/* The console's own script: live updates, copy, theme, keys, dialogs, countdowns. All else works without it. */
(() => {
  const root = document.documentElement, body = document.body, base = body.dataset.base;
  const find = (what, from = document) => from.querySelector(what), all = (what, from = document) => [...from.querySelectorAll(what)];
  root.classList.add("scripting");

  const keep = (name, value) => { document.cookie = `${name}=${value}; path=${base}; max-age=31536000; samesite=strict`; };
  const kept = (name) => document.cookie.split("; ").find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1);

  // Theme: the server writes it into the page, so that nothing flashes.
  const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const changeTheme = () => { root.dataset.theme = isDark() ? "light" : "dark"; keep("emulator_theme", root.dataset.theme); };

  // A notice belongs to what was done, not to the page: loading it again says nothing.
  const address = new URL(location.href);
  if (address.searchParams.has("said")) { address.searchParams.delete("said"); history.replaceState(null, "", address); }

  // Live updates: one stream; where there is no room for it, the page asks every 5 s.
  let wire = null, polling = 0;
  const WORDS = { live: "Live", paused: "Paused", lost: "Not live", polling: "Every 5 s" };
  const show = (state) => {
    const button = find("#live-state");
    if (!button) return;
    button.dataset.state = state;
    find("b", button).textContent = WORDS[state];
    root.classList.toggle("stale", state === "lost");
  };
  const say = (kind) => htmx.trigger(body, kind, {}, false);
  const disconnect = () => {
    clearInterval(polling);
    const old = wire; wire = null;
    if (!old) return;
    const stream = old._htmx?.sse;
    old.remove();
    stream?.reader?.cancel();
    stream?.delayCanceller?.();
  };
  const connect = () => {
    if (!body.dataset.stream) return;
    disconnect();
    wire = document.createElement("div");
    wire.id = "wire";
    wire.setAttribute("hx-sse:connect", body.dataset.stream);
    body.append(wire);
    htmx.process(wire);
  };
  const poll = () => { disconnect(); show("polling"); polling = setInterval(() => say("all"), 5000); };
  const pause = () => {
    if (wire || find("#live-state").dataset.state === "polling") { disconnect(); show("paused"); keep("emulator_paused", 1); }
    else { keep("emulator_paused", 0); say("all"); connect(); }
  };
  document.addEventListener("htmx:sse:after:connection", () => { if (root.classList.contains("stale")) say("all"); show("live"); });
  document.addEventListener("htmx:sse:before:connection", (event) => { if (event.detail.connection.attempt) show("lost"); });
  document.addEventListener("htmx:sse:error", () => { if (wire) show("lost"); });
  document.addEventListener("htmx:response:error", (event) => {
    if (event.target === wire) return void setTimeout(poll);
    if (event.target.matches("form")) find("#notices").textContent = `The emulator refused this: ${event.detail.ctx.response.status}. Load the page again.`;
  });
  document.addEventListener("htmx:error", (event) => { if (event.target === wire) setTimeout(poll); });

  const copy = async (button) => {
    const text = button.dataset.copy || find("pre, code, .id", button.closest(".code, .lead-in, dd, th"))?.textContent || "";
    await navigator.clipboard.writeText(text), button.classList.add("copied");
    setTimeout(() => button.classList.remove("copied"), 1200);
  };

  const open = (dialog) => { dialog?.showModal(); find("button, a", dialog)?.focus(); };
  const ask = (url) => htmx.ajax("GET", url, { target: "#asked", swap: "innerHTML" }).then(() => open(find("#asked dialog")));
  const asked = (element) => {
    const form = element.form, url = element.dataset.ask || element.href;
    ask(form && !element.href ? `${url}?${new URLSearchParams(new FormData(form, element))}` : url);
  };

  const pick = (button) => {
    const to = document.getElementById(button.dataset.pick), input = document.createElement("input");
    input.type = "datetime-local"; input.step = 1; input.className = "picker"; input.tabIndex = -1;
    input.setAttribute("aria-label", "Date and time, UTC");
    input.value = (find(".clock .now").getAttribute("datetime") || "").replace("Z", "").slice(0, 19);
    input.addEventListener("change", () => { to.value = input.value.replace("T", " "); });
    input.addEventListener("blur", () => { input.remove(); });
    button.parentElement.append(input);
    input.focus(); input.showPicker?.();
  };

  // Choosing rows: all of the page, a range with shift, and how many there are.
  let lastChosen = null;
  const count = () => {
    const boxes = all("input[type=checkbox][name=job]"), chosen = boxes.filter((box) => box.checked).length;
    boxes.forEach((box) => box.closest("tr").classList.toggle("sel", box.checked));
    if (find("#chosen")) find("#chosen").textContent = chosen === 1 ? "1 chosen" : `${chosen} chosen`;
    if (find(".selbar")) find(".selbar").classList.toggle("none", !chosen);
    if (find("#choose-all")) { find("#choose-all").checked = chosen > 0 && chosen === boxes.length; find("#choose-all").indeterminate = chosen > 0 && chosen < boxes.length; }
  };
  document.addEventListener("change", (event) => {
    if (event.target.id === "choose-all") all("input[type=checkbox][name=job]").forEach((box) => { box.checked = event.target.checked; });
    if (event.target.matches("#choose-all, input[type=checkbox][name=job]")) count();
    if (event.target.id === "keys-off") keep("emulator_keys", event.target.checked ? "off" : "on");
    if (event.target.matches("select[data-go]")) event.target.form.requestSubmit();
  });

  document.addEventListener("click", (event) => {
    const at = (what) => event.target.closest(what);
    if (at("[data-copy]")) return copy(at("[data-copy]"));
    if (at("#theme")) return changeTheme();
    if (at("#live-state")) return pause();
    if (at("[data-pick]")) return pick(at("[data-pick]"));
    if (at("[data-keys]")) return open(find("#keys"));
    if (at("[data-close]")) {
      const dialog = at("dialog");
      if (dialog && !dialog.classList.contains("static")) { event.preventDefault(); return dialog.close(); }
      return at(".note")?.remove();
    }
    if (at("[data-ask]")) { event.preventDefault(); return asked(at("[data-ask]")); }
    const entry = at("[data-entry]");
    if (entry) {
      all("#traffic tr.sel").forEach((row) => { row.classList.remove("sel"); row.removeAttribute("aria-current"); });
      entry.closest("tr").classList.add("sel");
      find("#traffic").dataset.chosen = entry.dataset.entry;
      history.replaceState(null, "", entry.href.split("#")[0]);
    }
    const box = at("input[type=checkbox][name=job]");
    if (box && event.shiftKey && lastChosen?.isConnected) {
      const boxes = all("input[type=checkbox][name=job]"), ends = [boxes.indexOf(lastChosen), boxes.indexOf(box)].sort((a, b) => a - b);
      boxes.slice(ends[0], ends[1] + 1).forEach((each) => { each.checked = box.checked; });
      count();
    }
    if (box) lastChosen = box;
  });
  document.addEventListener("htmx:after:request", (event) => { event.target.closest?.("#asked dialog")?.close(); });
  // An advance that went on for a while says that it has ended, to those too who do not see the strip.
  let moving = find("#clock")?.dataset.moving;
  const arrive = () => {
    const { moving: now, arrived, ended } = find("#clock").dataset, awaited = find("[data-awaits]")?.dataset.awaits ?? moving;
    if (awaited && awaited === arrived && ended) {
      const note = document.createElement("div");
      Object.assign(note, { className: "note good", role: "status", textContent: ended });
      find("#notices").replaceChildren(note);
    }
    moving = now;
  };
  document.addEventListener("htmx:after:swap", (event) => {
    count();
    arrive();
    const notices = find("#notices"), detail = find("#exchange");
    if (event.detail.ctx?.target?.id === "exchange" && detail?.getBoundingClientRect().top > innerHeight * 0.7) detail.scrollIntoView();
    if (event.detail.ctx?.target === notices && notices.firstElementChild) notices.scrollIntoView({ block: "nearest" });
  });
  // What one reads does not move: new traffic gathers behind a line while the list is scrolled.
  document.addEventListener("htmx:config:request", (event) => {
    const { sourceElement, request } = event.detail.ctx;
    const { newest, chosen } = sourceElement.dataset;
    if (sourceElement.id === "traffic" && newest && (chosen || scrollY > 240) && !request.action.includes("until="))
      request.action += `${request.action.includes("?") ? "&" : "?"}until=${newest}${chosen && !request.action.includes("n=") ? `&n=${chosen}` : ""}`;
  });

  // On system time the clock ticks here, by the emulator's time and not by this machine's.
  const two = (value) => String(value).padStart(2, "0");
  const span = (seconds) => {
    const units = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]], at = units.findIndex(([, each]) => seconds >= each);
    if (at < 0) return "due now";
    const [[unit, each], next] = [units[at], units[at + 1]], rest = next && Math.floor((seconds % each) / next[1]);
    return `in ${Math.floor(seconds / each)} ${unit}${rest || (unit === "d") ? ` ${rest} ${next[0]}` : ""}`;
  };
  let shown = "", ahead = 0, before = "";
  setInterval(() => {
    const clock = find(".clock .now[data-tick]");
    if (!clock || root.classList.contains("stale")) return;
    if (clock.getAttribute("datetime") !== shown) { shown = clock.getAttribute("datetime"); ahead = Date.parse(shown) - Date.now(); }
    const now = new Date(Date.now() + ahead);
    find("span", clock).textContent = `${now.toISOString().slice(0, 10)} ${two(now.getUTCHours())}:${two(now.getUTCMinutes())}:${two(now.getUTCSeconds())}`;
    for (const each of all("[data-until]")) each.textContent = span(Math.round((Date.parse(each.dataset.until) - now) / 1000));
  }, 1000);

  // Keys, off in fields and wherever somebody switched them off.
  const press = (what) => { const found = find(what); found?.click(); return found; };
  const step = (by) => {
    const rows = all("main tbody tr").filter((row) => find("a, input", row)), at = rows.findIndex((row) => row.contains(document.activeElement));
    find("th a, a", rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + by))])?.focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || kept("emulator_keys") === "off" && event.key !== "?") return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, dialog")) return;
    const key = event.key, steps = all("#clock-by button");
    const done = before === "g" ? press(`nav [data-key="${key}"]`)
      : key === "/" ? (find("input[type=search]")?.focus(), true)
      : key === "n" ? press("#clock-next button:enabled") : "123".includes(key) ? (steps[key - 1]?.click(), true)
      : key === "j" ? (step(1), true) : key === "k" ? (step(-1), true) : key === "L" ? press("#live-state")
      : key === "x" ? (find("input[type=checkbox][name=job]", document.activeElement.closest("tr") ?? body)?.click(), true)
      : key === "?" ? (open(find("#keys")), true) : false;
    before = before !== "g" && key === "g" ? "g" : "";
    if (done) event.preventDefault();
  });

  if (find("#keys-off")) find("#keys-off").checked = kept("emulator_keys") === "off";
  count();
  if (kept("emulator_paused") === "1") show("paused");
  // After htmx has looked at the page, or it would connect a second time.
  else addEventListener("load", () => setTimeout(connect));
})();
