import { difference } from './csharp';

const PROGRAM = 'new Stack(app, "Golden", new StackProps { Tags = new [] { 1, 2 } });';

test('programs that differ in white space and last commas are the same', () => {
  expect(difference(PROGRAM, 'new Stack(app, "Golden", new StackProps\n{\n    Tags = new[] { 1, 2, },\n});\n')).toBeUndefined();
});

test.each([
  ['a name', PROGRAM.replace('Tags', 'Tag'), /expected .*Tags=.*\n.*but has .*Tag=/],
  ['a value', PROGRAM.replace('2', '3'), /but has .*\{1,3\}/],
  ['a missing end', PROGRAM.slice(0, -1), /differs/],
  ['something after the end', `${PROGRAM} app.Synth();`, /app\.Synth/],
])('the comparison of C# programs finds %s that differs', (_, program, message) => expect(difference(PROGRAM, program)).toMatch(message));
