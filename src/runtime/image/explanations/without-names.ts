/** Hosts of AWS that show which service was called. */
const AWS_HOST = /^(ec2imagebuilder-toe-[\w-]+\.s3[\w.-]*|imagebuilder(-fips)?\.[\w-]+)\.(amazonaws\.com(\.cn)?|api\.aws)$/;
/** Paths that have their own cause if they are missing. */
const SHELL = /^\/bin\/(ba)?sh$/;

/** Patterns of names that a user may have chosen, with their replacements. The order matters: later patterns match parts of earlier ones. */
const NAMES: ReadonlyArray<readonly [RegExp, string | ((match: string, ...groups: string[]) => string)]> = [
  // The place that a failure context names, as this function formats it.
  [/((?<![\w/-])component [^,]+, )?\bphase [^,]+, step .+? ?\(\w+\):/g, 'COMPONENT:'],
  [/(?<![\w/-])component [^,:]+(, phase [^,:]+)?:/g, 'COMPONENT:'],
  [/\barn:[\w-]+:imagebuilder:[\w-]*:aws:(\w+\/[\w-]+)[^\s'",;)\]}]*/g, 'MANAGED $1'],
  [/\barn:[\w-]+:[^\s'",;)\]}]+/g, 'ARN'],
  [/\b\w+:\/\/([^\s/'"]+)[^\s'"]*/g, (url, host) => (AWS_HOST.test(host) ? url : 'URL')],
  [/\b(step|phase|name|component|pipeline|recipe|parameter|operation|tag|file) ('[^']*'|"[^"]*"|`[^`]*`)/gi, '$1 NAME'],
  // Messages are quoted, too, and contain apostrophes: a name has no spaces. A status code is significant.
  [/(['"`])(?!\d{3}\1)[^\s'"`]+\1/g, (quoted) => (SHELL.test(quoted.slice(1, -1)) ? quoted : 'NAME')],
  [/\bValue \([^)]*\)/g, 'Value NAME'],
  [/\b(AMI name) .+? (?=is already in use)/g, '$1 NAME '],
  [/\b(instance profile) \S+(?= (because|does not exist|cannot be found))/gi, '$1'],
  [/\b(in workflow step) \S+/gi, '$1'],
  [/\b(Step) \S+ (?=(timed out|failed)\b)/g, '$1 '],
  [/\b(lookup|resolve host:?|host:) \S+?(?=[:,]?(\s|$))/gi, '$1'],
  [/\b(role|user|bucket|log group|repository|package) (?!(vmimport|with|name|policy)\b)\S+(?= (is|was|does|cannot|could|has|provided)\b)/gi, '$1 NAME'],
  [/\b[A-Z]:\\[^\s:'"]+/g, 'PATH'],
  [/(?<![\w/.])\/[\w.@+~=-]+(\/[\w.@+~=-]*)*/g, (path) => (SHELL.test(path) ? path : path.startsWith('/tmp/') ? '/tmp/PATH' : 'PATH')],
];

/**
 * A message in one line, without the names that users choose: of components, steps, roles, buckets, files and so on.
 * No name may be mistaken for a cause.
 */
export function withoutNames(message: string): string {
  return NAMES.reduce((text, [name, replacement]) => text.replace(name, replacement as string), message.replace(/\s+/g, ' ').trim());
}
