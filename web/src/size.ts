// How wide an element is, as the drawings need to know it.

import { useLayoutEffect, useRef, useState } from "preact/hooks";

export function useWidth<Node extends Element>(fallback: number): [{ current: Node | null }, number] {
  const node = useRef<Node>(null);
  const [width, setWidth] = useState(fallback);
  useLayoutEffect(() => {
    if (!node.current) return;
    const update = (): void => setWidth(Math.max(240, Math.floor(node.current!.getBoundingClientRect().width)));
    update();
    const observer = new ResizeObserver(update);
    observer.observe(node.current);
    return () => observer.disconnect();
  }, []);
  return [node, width];
}
