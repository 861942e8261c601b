// Where the reader is: the page's address after the # says it all, so that a link or a reload brings it back.
//   #/VIEW/NAME/...?key=value&...

import { useEffect, useState } from "preact/hooks";

export interface Route {
  path: string[];
  params: URLSearchParams;
}

export function parse(hash: string): Route {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  return { path: path.split("/").filter(Boolean).map(safely), params: new URLSearchParams(query) };
}

// A link that was cut short may end within an escape; its text is then as good as it goes.
function safely(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function href(path: string[], params: Record<string, string | number | null | undefined> | URLSearchParams = {}): string {
  const query = new URLSearchParams();
  const entries = params instanceof URLSearchParams ? [...params] : Object.entries(params);
  for (const [key, value] of entries) if (value !== null && value !== undefined && value !== "") query.set(key, String(value));
  const text = query.toString();
  return `#/${path.map(encodeURIComponent).join("/")}${text ? `?${text}` : ""}`;
}

/** Go there; `replace` leaves no step in the history, as for each letter that is typed. */
export function go(target: string, replace = false): void {
  if (location.hash === target) return;
  history[replace ? "replaceState" : "pushState"](null, "", target);
  window.dispatchEvent(new Event("attache:route"));
}

/** The present place with some parameters changed; null takes one out. */
export function changed(route: Route, changes: Record<string, string | number | null>): string {
  const params = new URLSearchParams(route.params);
  for (const [key, value] of Object.entries(changes)) {
    if (value === null || value === "") params.delete(key);
    else params.set(key, String(value));
  }
  return href(route.path, params);
}

/** Change some parameters of where the reader is now, which may be later than what was last drawn. */
export function alter(changes: Record<string, string | number | null>): void {
  go(changed(parse(location.hash), changes), true);
}

export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const update = (): void => setHash(location.hash);
    const names = ["hashchange", "popstate", "attache:route"];
    for (const name of names) window.addEventListener(name, update);
    return () => {
      for (const name of names) window.removeEventListener(name, update);
    };
  }, []);
  return parse(hash);
}
