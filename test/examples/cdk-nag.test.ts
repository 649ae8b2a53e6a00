import { examples, LoadedExample, loadExample, Pack } from './load-example';

describe.each(examples)('%s', (example) => {
  const packs: Pack[] = ['AwsSolutionsChecks', 'ServerlessChecks'];
  if (example === 'compliance') packs.push('NIST80053R5Checks', 'HIPAASecurityChecks', 'PCIDSS321Checks');
  let loaded: LoadedExample;
  beforeAll(() => {
    loaded = loadExample(example);
    expect(loaded.app.node.findAll().length).toBeGreaterThan(10);
  });

  test.each(packs)('the rule pack %s finds nothing in the example', (pack) => {
    expect(loaded.findings(pack)).toEqual([]);
  });
});
