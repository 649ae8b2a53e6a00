import { anchorsOf, linksOf, whatIsWrongWith } from './links';

const GITHUB = 'https://github.com/cdk-image-builder/cdk-image-builder';
const RAW = 'https://raw.githubusercontent.com/cdk-image-builder/cdk-image-builder';

test('links and pictures are found, but not in code', () => {
  expect(linksOf('[a](b.md) ![c](d.svg)\n```ts\nx[0](y)\n```\n[e](#f)')).toEqual(['b.md', 'd.svg', '#f']);
});

test.each([
  'limits.md', '../README.md', '../examples', '../README.md#install', 'limits.md#of-the-service', '#troubleshooting', '#ssm-agent',
  `${GITHUB}/blob/main/docs/limits.md`, `${GITHUB}/tree/main/examples`, `${GITHUB}/blob/main/docs/troubleshooting.md#ssm-agent`,
  `${RAW}/main/docs/pictures/failed-deployment.svg`, 'https://example.com/#anything',
  `${GITHUB}/actions/workflows/build.yml`, `${GITHUB}/actions/workflows/build.yml/badge.svg`,
])('%s leads somewhere', (link) => expect(whatIsWrongWith(link, 'docs/troubleshooting.md')).toBeUndefined());

test.each([
  ['missing.md', 'no such file'],
  ['README.md#install', 'no such heading or anchor'],
  ['limits.md#missing', 'no such heading or anchor'],
  ['#missing', 'no such heading or anchor'],
  [`${GITHUB}/blob/main/docs/missing.md`, 'no such file'],
  [`${GITHUB}/blob/main/docs/troubleshooting.md#missing`, 'no such heading or anchor'],
  [`${RAW}/main/docs/pictures/missing.svg`, 'no such file'],
  [`${GITHUB}/actions/workflows/missing.yml/badge.svg`, 'no such workflow'],
  [`${GITHUB}/blob/master/docs/limits.md`, 'an address of this repository that no rule knows'],
])('%s leads nowhere: %s', (link, reason) => expect(whatIsWrongWith(link, 'docs/troubleshooting.md')).toBe(`${link}: ${reason}`));

test('headings have the anchors that GitHub gives them', () => {
  expect(anchorsOf('## Try it: `cdk deploy`, twice\n### <a id="own"></a>The C# app\n```sh\n# no heading\n```'))
    .toEqual(['try-it-cdk-deploy-twice', 'the-c-app', 'own']);
});
