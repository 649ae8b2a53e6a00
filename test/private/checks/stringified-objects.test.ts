import { stringifiedObjectProblems } from '../../../src/private/checks/stringified-objects';

const PYTHON = '<cdk_image_builder.WorkflowValue object at 0x7f3a5c1d2e80>';

test.each([
  [PYTHON, PYTHON, 'in Python write {value.to_string()}'],
  ['<jsii._kernel.types.ObjRef object at 0X10A>', '<jsii._kernel.types.ObjRef object at 0X10A>', 'in Python'],
  ['<app.build.<locals>.MyStack object at 0x7f3a>', '<app.build.<locals>.MyStack object at 0x7f3a>', 'in Python'],
  ['&{_:0}', '&{_:0}', 'in Go'],
  ['&{b:{v:{_:0}} v2:{_:0}}', '&{b:{v:{_:0}} v2:{_:0}}', 'in Go'],
  ['%!s(*string=0x2982a4618020)', '%!s(*string=0x2982a4618020)', 'in Go'],
  ['echo 0x2982a4618020', '0x2982a4618020', '*value for a pointer to a string'],
  ['id=&{0}', '&{0}', 'in Go give fmt.Sprintf *value.ToString()'],
  ['&{{{0}}} is it', '&{{{0}}}', 'in Go'],
  ['&{{{0} {0}}}', '&{{{0} {0}}}', 'in Go'],
  ['&{%!s(uint8=0)}', '%!s(uint8=0)', 'in Go'],
  ['%!s(*cdkimagebuilder.jsiiProxy_WorkflowValue=&{0})', '%!s(*cdkimagebuilder.jsiiProxy_WorkflowValue=&{0})', 'in Go'],
  ['echo 0xc000123450', '0xc000123450', '*value for a pointer to a string'],
  ['io.github.cdkimagebuilder.CreateImageStep@4c75cab9', 'io.github.cdkimagebuilder.CreateImageStep@4c75cab9', 'in Java write value.toString()'],
  ['a.b.Outer$Inner@1a2b3.', 'a.b.Outer$Inner@1a2b3', 'in Java'],
  ['echo CdkImageBuilder.CreateImageStep', 'CdkImageBuilder.CreateImageStep', 'in C# write {value.ToString()}'],
  ['echo [object Object]', '[object Object]', 'in TypeScript write ${value}'],
])('%s is recognized as an object in place of its text', (text, found, advice) => {
  const [problem, ...more] = stringifiedObjectProblems({ steps: [{ inputs: { text } }] }).map(String);
  expect(problem).toContain(`steps[0].inputs.text: holds '${found}', which is an object instead of a string: `);
  expect(problem).toContain(advice);
  expect(problem).toContain('of another object use a property that is a string');
  expect(more).toEqual([]);
});

test.each([
  'the object at 0x7f3a5c1d2e81',
  '<object at 0x7f3a5c1d2e81>',
  '${0} && { 0; }',
  '2>&1 &{10}',
  '%s(uint8=0)',
  '0xC0000005 and 0xc000123',
  '0x2982a4618021, 0x2982A4618020, 0x002982a46180 and 0xffff888000000000',
  '&{a:1}',
  'mail.first.Last@decade.com and first.Last@bad',
  'dotnet add package CdkImageBuilder',
  '[object]',
  '{{ $.stepOutputs.Create.imageId }}',
])('%s is recognized as text', (text) => {
  expect(stringifiedObjectProblems({ text }).map(String)).toEqual([]);
});

test('an object in place of its text is found in keys and in a text that is the whole document', () => {
  expect(stringifiedObjectProblems({ inputs: { [PYTHON]: 1 } }).map(String)).toEqual([expect.stringContaining(`inputs: holds '${PYTHON}'`)]);
  expect(stringifiedObjectProblems(`steps: ${PYTHON}`).map(String)).toEqual([expect.stringContaining(`the document: holds '${PYTHON}'`)]);
});

test('"&{…}" is an object of Go, but a call in PowerShell', () => {
  expect(stringifiedObjectProblems('&{0}', true).map(String)).toEqual([]);
  expect(stringifiedObjectProblems('&{0}', false)).toHaveLength(1);
});
