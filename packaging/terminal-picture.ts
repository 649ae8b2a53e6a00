import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';

const PICTURES = path.join(__dirname, '..', 'docs', 'pictures');
const [CHARACTER, LINE, MARGIN] = [8.4, 20, 20];

/** The output of a failed deployment, and its picture; a test deploys it, and compares. */
export const FAILED_DEPLOYMENT = { text: path.join(PICTURES, 'failed-deployment.txt'), picture: path.join(PICTURES, 'failed-deployment.svg') };

/** Draws a text as a terminal shows it. */
export function drawTerminal(text: string): string {
  const lines = text.trimEnd().split('\n');
  const width = Math.ceil(Math.max(...lines.map((line) => line.length)) * CHARACTER) + 2 * MARGIN;
  const height = lines.length * LINE + 2 * MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    '<title>The terminal after a deployment whose build has failed</title>',
    `<rect width="${width}" height="${height}" rx="8" fill="#1e1e2e"/>`,
    '<g font-family="Menlo, Consolas, \'DejaVu Sans Mono\', monospace" font-size="14" fill="#cdd6f4" xml:space="preserve">',
    ...lines.map((line, i) => `<text x="${MARGIN}" y="${MARGIN + (i + 0.75) * LINE}"${colour(line)}>${escaped(line)}</text>`),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function colour(line: string): string {
  if (/^(❌|‣)/.test(line)) return ' fill="#f38ba8"';
  return /^\s*https:/.test(line) ? ' fill="#89b4fa"' : '';
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

if (require.main === module) {
  writeFileSync(FAILED_DEPLOYMENT.picture, drawTerminal(readFileSync(FAILED_DEPLOYMENT.text, 'utf8')));
}
