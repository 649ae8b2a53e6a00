import { SystemVariable } from '../../src/workflow/system-variable';

test('a system variable has the name that the service gives it', () => {
  const variables = Object.values(SystemVariable).map(String);
  expect(variables).toHaveLength(18);
  expect(new Set(variables).size).toBe(18);
  expect(String(SystemVariable.SOURCE_IMAGE_ARN)).toBe('{{ $.imagebuilder.sourceImageARN }}');
  expect(String(SystemVariable.S3_LOGS)).toBe('{{ $.imagebuilder.s3Logs }}');
});
