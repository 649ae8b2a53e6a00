import { explicitArrays } from '../../packaging/csharp-arrays';

const BASES = new Map([['AssetStep', 'ComponentStep'], ['ExecuteBashStep', 'ExecuteStep'], ['ExecuteStep', 'ComponentStep'], ['ComponentStep', undefined]]);

test('an array in C# with elements of several classes gets the class that they have in common', () => {
  expect(explicitArrays('Steps = new [] {\n  new AssetStep("A, }"), new ExecuteBashStep("B", new P { Commands = new [] { "a", "b" } }) }', BASES))
    .toBe('Steps = new ComponentStep[] {\n  new AssetStep("A, }"), new ExecuteBashStep("B", new P { Commands = new [] { "a", "b" } }) }');
});

test.each([
  'new [] { new AssetStep("A"), new AssetStep("B") }',
  'new [] { "a", "b" }',
  'new [] { linux, windows }',
  'new [] { new Configuration { A = 1 }, new Configuration { A = 2 } }',
])('an array in C# whose type the compiler finds stays as it is: %s', (array) => expect(explicitArrays(array, BASES)).toBe(array));

test('an array in C# whose elements have no class in common is refused', () => {
  expect(() => explicitArrays('new [] { new AssetStep("A"), new Vpc("B") }', BASES)).toThrow('AssetStep, Vpc');
});
