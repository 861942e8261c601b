// What every view is handed: the release, and whether the screen is narrow or the page is being printed.

import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { Release } from "./data";

export const ReleaseContext = createContext<Release | null>(null);

export function useRelease(): Release {
  return useContext(ReleaseContext)!;
}

export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const update = (): void => setMatches(list.matches);
    update();
    list.addEventListener("change", update);
    return () => list.removeEventListener("change", update);
  }, [query]);
  return matches;
}

export const NARROW = "(max-width: 760px)";
