/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** A rectangle on a page, in pixels. */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A text or a bar that a reader sees. */
export interface Item extends Rectangle {
  readonly what: string;
  /** The ratio of its colour to the one behind it, as WCAG computes it. */
  readonly contrast: number;
}

export interface Measured {
  readonly width: number;
  readonly scrollWidth: number;
  /** One for each line; the number of the text tells which lines belong together, as two do of a text with an ellipsis. */
  readonly texts: Array<Item & { readonly number: number }>;
  readonly bars: Array<Item & { readonly track: Rectangle }>;
  /** The names of all elements. */
  readonly elements: string[];
}

/** Measures the page. It runs in the browser, so it refers to nothing outside of itself. */
export function measure(): Measured {
  type Color = { r: number; g: number; b: number; a: number };
  const parse = (text: string): Color => {
    const [r, g, b, a = 1] = text.match(/[\d.]+/g)!.map(Number);
    return { r, g, b, a };
  };
  const over = (top: Color, below: Color): Color => {
    const mix = (one: number, other: number) => one * top.a + other * (1 - top.a);
    return { r: mix(top.r, below.r), g: mix(top.g, below.g), b: mix(top.b, below.b), a: 1 };
  };
  const luminance = ({ r, g, b }: Color) => {
    const linear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    const [red, green, blue] = [r, g, b].map((value) => linear(value / 255));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one: Color, other: Color) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const background = (element: Element | null): Color => {
    if (!element) return { r: 255, g: 255, b: 255, a: 1 };
    const own = parse(getComputedStyle(element).backgroundColor);
    return own.a === 1 ? own : over(own, background(element.parentElement));
  };
  const rectangle = (element: Element): Rectangle => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return { left, top, right, bottom };
  };
  const clipped = (line: DOMRect, element: Element): Rectangle => {
    let { left, top, right, bottom } = line;
    for (let around: Element | null = element; around; around = around.parentElement) {
      if (getComputedStyle(around).overflow === 'visible') continue;
      const limits = around.getBoundingClientRect();
      [left, top] = [Math.max(left, limits.left), Math.max(top, limits.top)];
      [right, bottom] = [Math.min(right, limits.right), Math.min(bottom, limits.bottom)];
    }
    return { left, top, right, bottom };
  };

  const texts: Measured['texts'] = [];
  let number = 0;
  const walker = document.createTreeWalker(document.querySelector('.cib')!, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement!;
    if (element.tagName === 'STYLE' || !node.textContent!.trim()) continue;
    number++;
    const range = document.createRange();
    range.selectNodeContents(node);
    const behind = background(element);
    const color = over(parse(getComputedStyle(element).color), behind);
    for (const line of range.getClientRects()) {
      const what = node.textContent!.trim().slice(0, 60);
      if (line.width >= 1) texts.push({ number, what, contrast: contrast(color, behind), ...clipped(line, element) });
    }
  }
  const bars = [...document.querySelectorAll('.bar')].map((bar) => {
    const { color, opacity } = getComputedStyle(bar);
    const behind = background(bar.parentElement);
    return {
      what: bar.className,
      contrast: contrast(over({ ...parse(color), a: Number(opacity) }, behind), behind),
      ...rectangle(bar),
      track: rectangle(bar.parentElement!),
    };
  });
  const elements = [...document.querySelectorAll('.cib, .cib *')].map(({ tagName }) => tagName.toLowerCase());
  return { width: window.innerWidth, scrollWidth: document.documentElement.scrollWidth, texts, bars, elements };
}
