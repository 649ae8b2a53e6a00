/** Characters of a JSON document that a terminal obeys or that change how a text looks; escaped, they mean the same in JSON. */
const UNSAFE = /[\u007f-\u009f\u2028\u2029]|\p{Cf}|\p{Cs}/gu;

/** A JSON document with an escape for each character that is not safe in a terminal. */
export function safeJson(value: unknown, indent = 2): string {
  return JSON.stringify(value, undefined, indent).replace(UNSAFE, (character) => [...Array(character.length).keys()]
    .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`).join(''));
}

/** A line of the log of a function, which the CDK CLI prints after a failed deployment. */
export function logLine(value: object): string {
  return safeJson(value, 0);
}
