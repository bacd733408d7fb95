// Keyboard, palette, drawer, upload, and the mending of faults in the frame below. No dependency.
(() => {
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];

  // ---- faults of the frame, mended in one place -------------------------------------------------
  function mend() {
    $$(".nicegui-error-popup:not([role])").forEach((popup) => popup.setAttribute("role", "status"));
    const main = $("#main");
    const popup = $("#popup");
    if (main && popup && !popup.dataset.said) {
      popup.dataset.said = "yes";
      [main.dataset.lost, main.dataset.again].forEach((words, place) => (popup.children[place].textContent = words));
    }
    $$("#nicegui-keep-alive-cache").forEach((cache) => cache.setAttribute("hidden", ""));
    $$(".ag-root").forEach((grid) => {
      const place = grid.closest("[data-grid-name]");
      if (place && !grid.hasAttribute("aria-label")) grid.setAttribute("aria-label", place.dataset.gridName);
    });
    $$(".ag-checkbox-input:not([aria-label]), .ag-input-field-input:not([aria-label]):not([id])").forEach((field) => {
      field.setAttribute("aria-label", field.placeholder || document.title);
    });
    $$("[data-chosen]").forEach((place) => {
      const row = $(`[data-key="${CSS.escape(place.dataset.chosen)}"]`, place);
      if (row) row.setAttribute("aria-current", "true");
    });
    $$(".figure").forEach((figure) => {
      const wide = figure.scrollWidth > figure.clientWidth + 1;
      if (wide && !$("a", figure)) figure.tabIndex = 0;
    });
    $$(".framed:not([data-met])").forEach((cell) => {
      cell.dataset.met = "yes";
      const box = cell.closest(".scroll");
      if (box && cell.offsetLeft + cell.offsetWidth > box.clientWidth) box.scrollLeft = cell.offsetLeft - box.clientWidth / 2;
    });
    const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
    const theme = $(".theme[href*='theme=dark']");
    if (theme && dark && !document.documentElement.dataset.theme) {
      theme.href = theme.href.replace("theme=dark", "theme=light");
      $(".icon", theme).dataset.icon = "light_mode";
    }
  }

  function focusTarget() {
    const id = decodeURIComponent(location.hash.slice(1));
    const drawer = !id && $(".drawer h2:not([data-met])");
    if (drawer) {
      drawer.dataset.met = "yes";
      drawer.focus({ preventScroll: true });
    }
    const target = id && (document.getElementById(id) || $(`[data-key="${CSS.escape(id)}"]`));
    if (!target || target.dataset.met) return;
    target.dataset.met = "yes";
    const stop = target.matches("a, button, input, [tabindex]") ? target : $("a, button", target) || target;
    if (stop === target && !target.matches("a, button, input, [tabindex]")) target.tabIndex = -1;
    stop.focus();
    target.scrollIntoView({ block: "center" });
  }

  // ---- palette -----------------------------------------------------------------------------------
  const palette = { items: null, shown: [], at: 0, from: null };

  async function openPalette() {
    const box = $("#palette");
    if (!box || box.open) return;
    palette.from = document.activeElement;
    box.showModal();
    const field = $("#palette-field");
    field.value = "";
    field.focus();
    if (!palette.items) {
      const answer = await fetch(box.dataset.from, { headers: { accept: "application/json" } });
      palette.items = answer.ok ? await answer.json() : [];
    }
    showFound(field.value);
  }

  function rank(item, asked) {
    if (!asked) return item.kind_key === "page" ? 1 : 0;
    const name = item.name.toLowerCase();
    if (name.startsWith(asked)) return 4;
    if (name.includes(asked)) return 3;
    if (item.also.some((other) => other.startsWith(asked))) return 2;
    return item.also.some((other) => other.includes(asked)) ? 1 : 0;
  }

  function showFound(text) {
    const asked = text.trim().toLowerCase();
    palette.shown = (palette.items || [])
      .map((item, order) => ({ item, order, rank: rank(item, asked) }))
      .filter((found) => found.rank > 0)
      .sort((a, b) => b.rank - a.rank || a.order - b.order)
      .slice(0, 40)
      .map((found) => found.item);
    palette.at = 0;
    const list = $("#palette-list");
    list.replaceChildren(...palette.shown.map((item, place) => {
      const line = document.createElement("div");
      line.setAttribute("role", "option");
      line.id = `palette-${place}`;
      const name = document.createElement("span");
      name.textContent = item.name;
      const kind = document.createElement("span");
      kind.className = "kind";
      kind.textContent = item.kind;
      line.append(name, kind);
      line.addEventListener("click", () => go(item.href));
      return line;
    }));
    $(".palette-none").hidden = palette.shown.length > 0;
    mark();
  }

  function mark() {
    $$("#palette-list [role=option]").forEach((line, place) => {
      line.setAttribute("aria-selected", String(place === palette.at));
      if (place === palette.at) line.scrollIntoView({ block: "nearest" });
    });
    $("#palette-field").setAttribute("aria-activedescendant", palette.shown.length ? `palette-${palette.at}` : "");
  }

  function closePalette() {
    $("#palette").close();
    if (palette.from && palette.from.isConnected) palette.from.focus();
  }

  function go(href) {
    document.documentElement.classList.add("leaving");
    location.href = href;
  }

  // ---- one listener for every key ------------------------------------------------------------------
  document.addEventListener("keydown", (event) => {
    const box = $("#palette");
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      box && box.open ? closePalette() : openPalette();
    } else if (box && box.open) {
      const steps = { ArrowDown: 1, ArrowUp: -1 };
      if (event.key in steps && palette.shown.length) {
        event.preventDefault();
        palette.at = (palette.at + steps[event.key] + palette.shown.length) % palette.shown.length;
        mark();
      } else if (event.key === "Enter" && event.target.id === "palette-field" && palette.shown[palette.at]) {
        event.preventDefault();
        go(palette.shown[palette.at].href);
      } else if (event.key === "Escape") {
        event.preventDefault();
        closePalette();
      }
    } else if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z") {
      const undo = $("[data-undo]");
      if (undo && !undo.disabled && !event.target.matches("input, textarea, select")) {
        event.preventDefault();
        undo.click();
      }
    } else if (event.key === "Escape") {
      const menu = $("details.switcher[open]");
      const close = $(".drawer .close");
      if (menu) {
        menu.open = false;
        $("summary", menu).focus();
      } else if (close) close.click();
    }
  });

  document.addEventListener("input", (event) => {
    if (event.target.id === "palette-field") showFound(event.target.value);
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("#search")) openPalette();
    if (event.target.id === "palette" || event.target.closest("#palette .close-word")) closePalette();
    const menu = $("details.switcher[open]");
    if (menu && !event.target.closest(".switcher")) menu.open = false;
    const skip = event.target.closest(".skip");
    if (skip) {
      event.preventDefault();
      $("#main").focus();
      window.scrollTo(0, 0);
    }
    const away = event.target.closest("a[href]");
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (away && plain && !event.defaultPrevented && !away.download && !away.target && !away.getAttribute("href").startsWith("#")) {
      document.documentElement.classList.add("leaving");
      setTimeout(() => document.documentElement.classList.remove("leaving"), 8000);
    }
    if (event.target.closest(".cancel") && sending) sending.abort();
    if (event.target.closest("[data-print]")) window.print();
    if (event.target.closest("[data-back]")) history.back();
  });
  window.addEventListener("pageshow", () => document.documentElement.classList.remove("leaving"));

  // ---- forms: a file that is chosen or dropped is sent at once; every form answers as JSON ---------
  let sending = null;

  // A request whose progress can be seen and which can be cut off; the answer is read as JSON.
  function ask(form, told) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      sending = request;
      request.open("POST", form.action);
      request.setRequestHeader("accept", "application/json");
      request.upload.addEventListener("progress", (event) => told(event.loaded, event.total));
      request.upload.addEventListener("load", () => told(1, 0));
      request.addEventListener("load", () => {
        try {
          resolve({ ok: request.status < 400, answer: JSON.parse(request.responseText) });
        } catch (fault) {
          reject(fault);
        }
      });
      request.addEventListener("error", () => reject(new Error($("#main") ? $("#main").dataset.lost : "")));
      request.addEventListener("abort", () => resolve({ ok: false, answer: null }));
      request.send(new FormData(form));
    });
  }

  // After a moment the upload box says what is sent, how much of it, and offers to stop.
  function watchUpload(form) {
    const place = form.closest(".sends") || form;
    const state = $(".upload-state", place);
    const field = $(".file-field", form);
    if (!state || !field || !field.files.length) return { told: () => {}, end: () => {} };
    const name = [...field.files].map((file) => file.name).join(", ");
    const bar = $("progress", state);
    const words = $("[role=status]", state);
    let spoken = "";
    const say = (text) => spoken !== text && (words.textContent = spoken = text);
    const showing = setTimeout(() => (state.hidden = false), 300);
    say(state.dataset.sending.replace("{name}", name));
    return {
      told: (done, all) => {
        if (all) {
          bar.max = all;
          bar.value = done;
          $(".upload-share", state).textContent = `${Math.round((100 * done) / all)} %`;
        } else {
          bar.removeAttribute("value");
          $(".upload-share", state).textContent = "";
          say(state.dataset.reading.replace("{name}", name));
        }
      },
      end: () => {
        clearTimeout(showing);
        state.hidden = true;
        field.value = "";
      },
    };
  }

  async function send(form) {
    const said = $(".said[role=alert]", form.closest(".sends") || form) || $(".said[role=alert]");
    form.setAttribute("aria-busy", "true");
    document.documentElement.classList.add("leaving");
    const own = form.id ? $$(`button[form="${CSS.escape(form.id)}"]`) : [];
    const buttons = [...$$("button", form), ...own].filter((button) => !button.disabled && !button.matches(".cancel"));
    buttons.forEach((button) => (button.disabled = true));
    const watch = watchUpload(form);
    let answer = {};
    try {
      const reply = await ask(form, watch.told);
      answer = reply.answer || { error: form.dataset.cancelled, error_zh: form.dataset.cancelled };
      if (reply.ok && answer.href) return void lead(answer.href);
    } catch (fault) {
      answer = { error: fault.message, error_zh: fault.message };
    }
    watch.end();
    document.documentElement.classList.remove("leaving");
    form.removeAttribute("aria-busy");
    buttons.forEach((button) => (button.disabled = false));
    if (said) {
      said.hidden = false;
      const zh = document.documentElement.lang.startsWith("zh");
      said.textContent = zh ? answer.error_zh : answer.error;
      if (answer.link) {
        const way = document.createElement("a");
        way.href = answer.href;
        way.textContent = zh ? answer.link_zh : answer.link;
        said.append(" ", way);
      }
      said.scrollIntoView({ block: "nearest" });
    }
  }

  // The page that comes next; when it differs from this one by its place alone it is still read again.
  function lead(href) {
    const next = new URL(href, location.href);
    const same = next.pathname === location.pathname && next.search === location.search;
    if (!same) return void (location.href = href);
    if (next.hash) history.replaceState(history.state, "", next.hash);
    location.reload();
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-send]")) return;
    event.preventDefault();
    send(event.target);
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches(".file-field") && event.target.files.length) send(event.target.form);
    if (event.target.matches("select[data-go]") && event.target.value) go(event.target.value);
  });
  ["dragenter", "dragover", "dragleave", "drop"].forEach((name) =>
    document.addEventListener(name, (event) => {
      const zone = event.target instanceof Element && event.target.closest(".drop");
      $$(".drop.over").forEach((other) => other.classList.remove("over"));
      if (!zone) return;
      event.preventDefault();
      if (name === "dragover" || name === "dragenter") zone.classList.add("over");
      const field = $(".file-field", zone);
      if (name === "drop" && field && event.dataTransfer.files.length) {
        field.files = event.dataTransfer.files;
        send(field.form);
      }
    }),
  );

  // ---- a slider: the server works the answer out again, the address keeps the choice --------------------
  let slides = 0;
  let lastSlide = 0;

  async function slide(form) {
    const mine = ++slides;
    const asked = new URLSearchParams(new FormData(form));
    const place = document.getElementById(form.dataset.place);
    const zh = document.documentElement.lang.startsWith("zh");
    let answer;
    try {
      const reply = await fetch(`${form.dataset.live}?${asked}`, { headers: { accept: "application/json" } });
      answer = await reply.json();
    } catch (fault) {
      answer = { error: $("#main").dataset.lost, error_zh: $("#main").dataset.lost };
    }
    if (mine !== slides || !place.isConnected) return;
    if (answer.html !== undefined) place.innerHTML = answer.html;
    else place.textContent = zh ? answer.error_zh : answer.error;
    const address = new URL(location.href);
    ["code", "change"].forEach((name) => address.searchParams.set(name, asked.get(name)));
    history.replaceState(history.state, "", address);
  }

  function slideSoon(event) {
    const form = event.target.closest && event.target.closest("form[data-live]");
    if (!form) return;
    const field = form.elements.change;
    const percent = Math.round(100 * Number(field.value));
    const sign = percent > 0 ? "+" : percent < 0 ? "−" : "";
    const shown = `${sign}${Math.abs(percent)}${form.dataset.share}`;
    $("output", form).textContent = shown;
    field.setAttribute("aria-valuetext", shown);
    clearTimeout(lastSlide);
    lastSlide = setTimeout(() => slide(form), 120);
  }

  document.addEventListener("input", slideSoon);
  document.addEventListener("change", (event) => event.target.matches("form[data-live] select") && slideSoon(event));

  // ---- judgements: what they would give is asked anew with every choice --------------------------------
  let tries = 0;
  let lastTry = 0;

  async function tryJudgements(form) {
    const mine = ++tries;
    const fields = $$("select[data-first]", form);
    const judgements = fields.map(({ dataset, value }) => ({ first: dataset.first, second: dataset.second, value }));
    let answer;
    try {
      const reply = await fetch(form.dataset.try, {
        method: "POST",
        headers: { accept: "application/json", "content-type": "application/json" },
        body: JSON.stringify({ parent: form.elements.parent.value, judgements }),
      });
      answer = await reply.json();
    } catch (fault) {
      answer = { error: $("#main").dataset.lost, error_zh: $("#main").dataset.lost };
    }
    if (mine === tries) showTrial(form.closest(".judging"), answer);
  }

  function showTrial(place, answer) {
    const zh = document.documentElement.lang.startsWith("zh");
    const said = (name) => answer[zh ? `${name}_zh` : name];
    $(".trial-said", place).textContent = said("said") || said("error");
    $(".trial-advice", place).replaceChildren(...(said("advice") || []).map((text) => {
      const line = document.createElement("li");
      line.textContent = text;
      return line;
    }));
    $$("[data-weight]", place).forEach((cell) => {
      const share = (answer.weights || {})[cell.dataset.weight];
      cell.textContent = share === undefined ? "–" : share.toFixed(3);
    });
    $$("[data-pair]", place).forEach((row) => {
      $("[data-fits]", row).textContent = (answer.fitting || {})[row.dataset.pair] || "–";
      $(".tag", row).hidden = !(answer.look_again || []).includes(row.dataset.pair);
    });
  }

  document.addEventListener("change", (event) => {
    const form = event.target.matches("select[data-first]") && event.target.closest("form[data-try]");
    if (!form) return;
    clearTimeout(lastTry);
    lastTry = setTimeout(() => tryJudgements(form), 40);
  });

  // ---- sort and filter of a grid stand in the address ------------------------------------------------
  function remember(api) {
    const address = new URL(location.href);
    const sorted = api.getColumnState().find((column) => column.sort);
    const chosen = api.getFilterModel();
    const put = (name, value) => (value ? address.searchParams.set(name, value) : address.searchParams.delete(name));
    put("sort", sorted && sorted.colId);
    put("dir", sorted && sorted.sort);
    put("filter", Object.keys(chosen).length ? JSON.stringify(chosen) : "");
    history.replaceState(history.state, "", address);
  }
  window.chainchief = { remember };

  // ---- watch the frame put things in ----------------------------------------------------------------
  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      mend();
      focusTarget();
    });
  }).observe(document.documentElement, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", mend);
})();
