import { packageDotNet } from '../../packaging/dotnet';

const ALWAYS = ['--verbose', '--no-npmignore', '--rosetta-unknown-snippets', 'fail', '--target', 'dotnet'];

test('the check of the .NET package warns that nothing is compiled if there is no compiler', () => {
  const pacmak = jest.fn(() => '[jsii-pacmak] [INFO] dotnet finished');
  expect(packageDotNet({ pacmak, hasCompiler: false })).toContain('NOT COMPILED');
  expect(pacmak).toHaveBeenCalledWith(...ALWAYS, '--code-only');
});

test('the check of the .NET package compiles it if there is a compiler', () => {
  const pacmak = jest.fn(() => 'Build succeeded.\n    0 Warning(s)');
  expect(packageDotNet({ pacmak, hasCompiler: true })).toBe('.NET package built');
  expect(pacmak).toHaveBeenCalledWith(...ALWAYS);
});

test.each([
  '[jsii-pacmak] [WARN] dotnet failed',
  'CdkImageBuilder/Image.cs(3,9): warning CS0108: it hides an inherited member',
])('the check of the .NET package fails on %p', (warning) => {
  expect(() => packageDotNet({ pacmak: () => `[jsii-pacmak] [INFO] x\n${warning}`, hasCompiler: false })).toThrow(warning);
});
