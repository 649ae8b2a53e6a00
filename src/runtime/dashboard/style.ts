import { Markup } from './markup';

export type Theme = 'light' | 'dark';

/** Colours of a theme, each readable on the console's backgrounds in that theme. */
interface Palette {
  readonly text: string;
  readonly secondary: string;
  readonly line: string;
  readonly track: string;
  readonly link: string;
  readonly good: string;
  readonly bad: string;
  readonly running: string;
  readonly waiting: string;
  readonly idle: string;
  /** Background of the box about a failure; below, of the box about a wait. */
  readonly badBox: string;
  readonly waitingBox: string;
}

const PALETTES: Record<Theme, Palette> = {
  light: {
    text: '#0f141a',
    secondary: '#424650',
    line: '#dedee3',
    track: '#ebebf0',
    link: '#006ce0',
    good: '#00802f',
    bad: '#db0000',
    running: '#006ce0',
    waiting: '#855900',
    idle: '#656871',
    badBox: '#fff5f5',
    waitingBox: '#fffef0',
  },
  dark: {
    text: '#ebebf0',
    secondary: '#b4b4bb',
    line: '#424650',
    track: '#333843',
    link: '#75cfff',
    good: '#2bb534',
    bad: '#ff7a7a',
    running: '#42b4ff',
    waiting: '#fbd332',
    idle: '#a4a4ad',
    badBox: '#1f0000',
    waitingBox: '#191100',
  },
};

/** Widths of the columns around the timeline. */
export interface Columns {
  readonly label: number;
  readonly value: number;
}

/**
 * The style sheet. Each selector begins with the class of the widget, since CloudWatch does not promise to isolate the styles of one
 * widget from the others.
 */
export function styleSheet(theme: Theme, { label, value }: Columns): Markup {
  const color = PALETTES[theme];
  const rules = [
    ['', `color:${color.text};font:14px/20px "Amazon Ember","Open Sans","Helvetica Neue",Roboto,Arial,sans-serif;padding:4px 8px 8px;box-sizing:border-box;text-align:left`],
    ['*', 'box-sizing:border-box'],
    ['a', `color:${color.link};text-decoration:none;white-space:nowrap`],
    ['a:hover', 'text-decoration:underline'],
    ['.text', 'unicode-bidi:isolate;overflow-wrap:anywhere'],
    ['.head', 'display:flex;flex-wrap:wrap;align-items:baseline;gap:0 16px'],
    ['.name', 'font-weight:700'],
    ['.badge', `border:1px solid ${color.good};border-radius:4px;color:${color.good};font-size:12px;line-height:16px;padding:0 5px;white-space:nowrap`],
    ['.state', 'font-weight:700;white-space:nowrap'],
    ['.icon', 'width:14px;height:14px;vertical-align:-2px;margin-right:6px;fill:none;stroke:currentColor;stroke-width:2;flex:none'],
    ['.secondary', `color:${color.secondary}`],
    ['.links', 'margin-left:auto;display:flex;gap:16px'],
    ['.facts', `display:flex;flex-wrap:wrap;gap:0 16px;color:${color.secondary};padding-top:2px`],
    ['.box', 'border:1px solid;border-left-width:4px;border-radius:8px;padding:6px 12px;margin-top:8px;overflow:hidden'],
    ['.box .text', `color:${color.text}`],
    ['.box.bad', `background:${color.badBox}`],
    ['.box.waiting', `background:${color.waitingBox}`],
    ['.lines', 'position:relative;margin-top:10px;padding-bottom:20px'],
    ['.grid', `position:absolute;top:0;bottom:0;left:${label + 8}px;right:${value + 8}px`],
    ['.tick', `position:absolute;top:0;bottom:18px;border-left:1px dashed ${color.line}`],
    ['.hour', `position:absolute;bottom:0;width:48px;margin-left:-24px;text-align:center;font-size:12px;line-height:16px;color:${color.secondary};white-space:nowrap`],
    ['.row', `position:relative;display:grid;grid-template-columns:${label}px minmax(0,1fr) ${value}px;column-gap:8px;align-items:center;min-height:22px`],
    ['.row.workflow', 'margin-top:6px;font-weight:700'],
    ['.label', 'overflow:hidden;text-overflow:ellipsis;white-space:nowrap;unicode-bidi:isolate'],
    ['.step .label', 'padding-left:16px'],
    ['.value', 'text-align:right;white-space:nowrap;overflow:hidden;text-overflow:ellipsis;font-size:12px;font-variant-numeric:tabular-nums'],
    ['.track', 'position:relative;height:10px;overflow:hidden;border-radius:2px'],
    ['.workflow .track', 'height:6px'],
    ['.strip .track', `height:14px;background:${color.track}`],
    ['.bar', 'position:absolute;top:0;bottom:0;border-radius:2px;background:currentColor'],
    ['.strip .bar', `border-radius:0;border-right:1px solid ${color.track}`],
    ['.workflow .bar', `color:${color.secondary};opacity:.65`],
    ['.earlier', `border-top:1px solid ${color.line};margin-top:12px;padding-top:8px`],
    ['.title', 'font-weight:700'],
    ['.strip', 'margin-top:6px'],
    ['.notes', `display:flex;flex-wrap:wrap;gap:0 16px;color:${color.secondary};font-size:12px;line-height:16px;padding:0 0 2px 20px`],
    ['.notes .text', 'flex:1 1 200px;min-width:0'],
    ['.plain', `font-weight:400;color:${color.secondary}`],
    ...(['good', 'bad', 'running', 'waiting', 'idle'] as const).map((tone) => [`.${tone}`, `color:${color[tone]}`]),
  ];
  return new Markup(`<style>${rules.map(([selector, rule]) => `.cib ${selector}{${rule}}`.replace('.cib {', '.cib{')).join('')}</style>`);
}
