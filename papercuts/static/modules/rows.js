// The link of a row: what j and k move to, and what the row is about.
export function linkOf(row) {
  return row.querySelector("a[data-row-link], a.cut-title") ?? row.querySelector("a[href]")
}
