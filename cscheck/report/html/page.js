// Tables of cases: search, filter, sort, unfold. All text enters through textContent.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("rows").textContent);
  const words = data.words;
  const narrow = matchMedia("(max-width: 720px)").matches;
  const kinds = {
    violations: { cases: true, times: [4, 5, 6], late: 7, step: narrow ? 20 : 50 },
    due: { cases: true, times: [4], step: narrow ? 5 : 12 },
    rejects: { times: [], step: 20 },
  };
  const LONG = 30;

  const text = (cell) => (Array.isArray(cell) ? cell[1] : cell);
  const order = (cell) => (Array.isArray(cell) ? cell[0] : cell);
  const node = (tag, className, content) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (content !== undefined) made.textContent = content;
    return made;
  };
  const compare = (a, b) => {
    if (a === "" || b === "") return a === b ? 0 : a === "" ? 1 : -1;
    if (typeof a === "number" && typeof b === "number") return a - b;
    return String(a).localeCompare(String(b), document.documentElement.lang, { numeric: true });
  };

  class Table {
    constructor(root) {
      this.name = root.dataset.table;
      this.kind = kinds[this.name];
      this.headings = [...root.querySelectorAll("th")];
      this.body = root.querySelector("tbody");
      this.search = root.querySelector("input");
      this.select = root.querySelector("select");
      this.output = root.querySelector("output");
      this.further = root.querySelector(".further");
      const width = this.headings.length;
      this.rows = data[this.name].map((cells) => {
        const shown = cells.slice(0, width);
        if (this.kind.cases) {
          [shown.buyer, shown.detail, shown.line] = cells.slice(width);
          shown.key = cells[0];
          shown[0] = data.rules[cells[0]];
        }
        shown.sought = [...shown.map(text), ...shown.map(order), shown.key, shown.buyer, shown.detail].join("\n").toLowerCase();
        return shown;
      });
      this.hideEmpty();
      if (this.select) this.fillSelect();
      this.search.addEventListener("input", () => this.filter());
      if (this.select) this.select.addEventListener("change", () => this.filter());
      this.further.addEventListener("click", () => this.show(this.shown + 10 * this.kind.step));
      this.headings.forEach((heading, column) =>
        heading.querySelector("button").addEventListener("click", () => this.sort(column)));
      this.filter();
    }

    hideEmpty() {
      const same = (column) => this.rows.every((row) => text(row[column]) === text(this.rows[0][column]));
      const shops = this.kind.cases ? 1 : -1;
      this.columns = this.headings.map((_, column) => column).filter((column) =>
        this.rows.some((row) => text(row[column]) !== "") && !(column === shops && this.rows.length > 1 && same(column)));
      this.headings.forEach((heading, column) => { heading.hidden = !this.columns.includes(column); });
    }

    fillSelect() {
      const counts = new Map();
      for (const row of this.rows) counts.set(row.key, (counts.get(row.key) || 0) + 1);
      for (const [key, count] of counts) {
        const option = node("option", "", `${data.rules[key]} (${count})`);
        option.value = key;
        this.select.append(option);
      }
    }

    filter() {
      const sought = this.search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
      const rule = this.select ? this.select.value : "";
      this.found = this.rows.filter((row) =>
        (!rule || row.key === rule) && sought.every((part) => row.sought.includes(part)));
      this.show(this.kind.step);
    }

    sort(column) {
      const heading = this.headings[column];
      const falling = heading.getAttribute("aria-sort") === "ascending";
      this.headings.forEach((each) => each.removeAttribute("aria-sort"));
      heading.setAttribute("aria-sort", falling ? "descending" : "ascending");
      const sign = falling ? -1 : 1;
      this.rows.sort((a, b) => {
        const [one, other] = [order(a[column]), order(b[column])];
        const blank = one === "" || other === "";
        return (blank ? 1 : sign) * compare(one, other);
      });
      this.filter();
    }

    show(count) {
      this.shown = Math.min(count, this.found.length);
      this.body.replaceChildren(...this.found.slice(0, this.shown).map((row) => this.row(row)));
      this.output.textContent = this.found.length
        ? words.shown.replace("{shown}", this.shown).replace("{count}", this.found.length)
        : words.none;
      const left = this.found.length - this.shown;
      this.further.hidden = !left;
      this.further.textContent = words.more.replace("{count}", left);
    }

    row(cells) {
      const row = node("tr", cells.line ? "row" : "");
      for (const column of this.columns) {
        const cell = node("td", this.headings[column].className, text(cells[column]));
        cell.dataset.name = this.headings[column].textContent;
        if (column === this.kind.late) cell.classList.add("late");
        if (this.kind.times.includes(column)) cell.classList.add("time");
        if (cell.textContent.length > LONG) cell.classList.add("long");
        row.append(cell);
      }
      if (cells.line) {
        row.tabIndex = 0;
        row.setAttribute("aria-expanded", "false");
        row.addEventListener("click", () => this.unfold(row, cells));
        row.addEventListener("keydown", (event) => {
          if (event.key === "Enter" || event.key === " ") {
            event.preventDefault();
            this.unfold(row, cells);
          }
        });
      }
      return row;
    }

    unfold(row, cells) {
      const opened = row.classList.toggle("opened");
      row.setAttribute("aria-expanded", String(opened));
      if (!opened) {
        row.nextSibling.remove();
        return;
      }
      const inside = node("td");
      inside.colSpan = this.columns.length;
      const [start, deadline, stop] = cells.line;
      if (start !== null && deadline !== null) {
        const end = Math.max(stop === null ? data.as_of : stop, deadline);
        if (end > start) {
          const line = node("span", "line");
          for (const [tag, part] of [["i", deadline - start], ["u", end - deadline]]) {
            const bar = node(tag);
            bar.style.width = `${(part / (end - start)) * 100}%`;
            line.append(bar);
          }
          inside.append(line);
        }
      }
      const list = node("dl");
      const facts = this.kind.times.map((column) => [this.headings[column].textContent, order(cells[column])]);
      if (!cells[this.kind.times[2]] && deadline !== null) facts[2] = [words.stop, words.never];
      facts.push([words.buyer, cells.buyer], [words.detail, cells.detail]);
      for (const [name, said] of facts.filter(([, said]) => said)) {
        const pair = node("div");
        pair.append(node("dt", "", name), node("dd", "", said));
        list.append(pair);
      }
      inside.append(list);
      const below = node("tr");
      below.append(inside);
      row.after(below);
    }
  }

  const tables = new Map([...document.querySelectorAll("[data-table]")].map((root) => [root.dataset.table, new Table(root)]));
  document.querySelectorAll("button.all").forEach((button) => button.addEventListener("click", () => {
    const table = tables.get("violations");
    table.search.value = "";
    table.select.value = button.dataset.rule;
    table.filter();
    document.getElementById("cases").scrollIntoView();
  }));

  // On paper nothing can be unfolded: the worst cases and the definitions are printed open.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    folded.forEach((each) => { each.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach((each) => { each.open = false; }));
})();
