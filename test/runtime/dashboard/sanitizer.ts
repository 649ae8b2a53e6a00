import sanitizeHtml from 'sanitize-html';

const COMMON = ['class', 'title', 'style'];

/**
 * The allowed elements and attributes. CloudWatch removes scripts, `iframe` and `use`, and "other known security vulnerabilities" that nobody
 * lists, so only the few elements and attributes are kept here that the widget draws with.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_security.html
 */
const KEPT: sanitizeHtml.IOptions = {
  allowedTags: ['div', 'span', 'a', 'svg', 'path', 'style'],
  allowedAttributes: { '*': COMMON, 'a': [...COMMON, 'href', 'target', 'rel'], 'svg': [...COMMON, 'viewBox'], 'path': ['d'] },
  allowedSchemes: ['https'],
  allowVulnerableTags: true, // a style sheet, which CloudWatch documents
  parser: { lowerCaseAttributeNames: false },
  parseStyleAttributes: false,
};

/** Without what CloudWatch strips, and perhaps some more. */
export function sanitized(html: string): string {
  return sanitizeHtml(html, KEPT);
}

/** The same HTML, written as the sanitizer writes it. */
export function unchanged(html: string): string {
  return sanitizeHtml(html, { ...KEPT, allowedTags: false, allowedAttributes: false, allowedSchemes: ['https', 'http', 'javascript', 'data', 'vbscript'] });
}
