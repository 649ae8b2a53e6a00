import { App, CfnCondition, CfnParameter, Fn, NestedStack, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import {
  BaseContainerImage, BaseImage, GoldenImage, GoldenImageProps, ImageScanningConfiguration, ImageStatus, OnFailure, RegistryScanFrequency,
  RegistryScanning, RegistryScanType, ScanningRepository, VulnerabilityGate,
} from '../../src';

const env = { account: '111111111111', region: 'eu-west-1' };
const gate = VulnerabilityGate.atMost({ critical: 0 });

let app: App;
let stack: Stack;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack', { env });
});

/** A golden container image. Its copies are scanned in a repository, or in the one that Image Builder creates. */
function golden(repository?: ecr.IRepository, props: Partial<GoldenImageProps> = {}, scope = stack): GoldenImage {
  return new GoldenImage(scope, 'Web', {
    baseContainerImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'),
    targetRepository: new ecr.Repository(scope, 'Target'),
    imageScanningConfiguration: ImageScanningConfiguration.container({ repository }),
    gate,
    ...props,
  });
}

const named = (repositoryName: string) => new ScanningRepository(stack, 'Scans', { repositoryName });
const basic = (scope: Stack = stack) => void new RegistryScanning(scope, 'Registry', { scanType: RegistryScanType.BASIC });
const filtered = (...filters: string[][]) => void new RegistryScanning(stack, 'Registry', {
  rules: filters.map((repositoryFilters) => ({ scanFrequency: RegistryScanFrequency.SCAN_ON_PUSH, repositoryFilters })),
});
const BASIC = /The gate cannot be evaluated: Amazon Inspector does not scan the container images of '\w+\/Web\/Pipeline', because '[\w/]+' sets the registry to BASIC scanning: set its 'scanType' to RegistryScanType\.ENHANCED\. See/;
const unmatched = (name: string) => `The gate cannot be evaluated: Amazon Inspector does not scan the container images of 'Stack/Web/Pipeline', because no filter of 'Stack/Registry' matches the scanning repository '${name}': add a filter to its 'rules' that does, such as '${name}'. See`;

describe('a gate of container images is rejected if the registry has BASIC scanning', () => {
  test.each<[string, () => void]>([
    ['and this comes first', () => {
      basic();
      golden();
    }],
    ['and this comes later', () => {
      golden();
      basic();
    }],
    ['by an L1', () => {
      golden(new ScanningRepository(stack, 'Scans'));
      new ecr.CfnRegistryScanningConfiguration(stack, 'Registry', { scanType: 'BASIC', rules: [] });
    }],
    ['in another stack for the same account and Region', () => {
      golden();
      basic(new Stack(app, 'Registry', { env }));
    }],
    ['in a nested stack, wherever that will be', () => {
      const agnostic = new Stack(app, 'Agnostic');
      golden(undefined, {}, agnostic);
      basic(new NestedStack(agnostic, 'Nested'));
    }],
  ])('%s', (_how, create) => {
    create();
    expect(() => app.synth()).toThrow(BASIC);
  });
});

describe('a gate of container images is rejected if no filter of the registry matches', () => {
  test.each<[string, string, () => void]>([
    ['the scanning repository', 'scans', () => {
      golden(named('scans'));
      filtered(['web', 'team/*'], ['scan*d', '*-scans']);
    }],
    ['the name that the library gives the scanning repository', 'image-builder-stack-scans-5e8b340b', () => {
      golden(new ScanningRepository(stack, 'Scans'));
      filtered(['golden-*']);
    }],
    ['an imported scanning repository', 'imported', () => {
      golden(ecr.Repository.fromRepositoryName(stack, 'Scans', 'imported'));
      filtered(['web']);
    }],
    ['the repository that Image Builder creates', 'image-builder-image-scanning-repository', () => {
      golden();
      filtered(['web']);
    }],
  ])('%s', (_what, name, create) => {
    create();
    expect(() => app.synth()).toThrow(unmatched(name));
  });
});

describe('a gate of container images is accepted', () => {
  test.each<[string, () => void]>([
    ['with the default of the registry', () => {
      golden();
      new RegistryScanning(stack, 'Registry');
    }],
    ['with a filter that is a part of the name', () => {
      golden(named('image-builder-scans'));
      filtered(['builder-sc']);
    }],
    ['with wildcards for nothing and for more', () => {
      golden(named('team/scans'));
      filtered(['other'], ['te*am/*s*']);
    }],
    ['with a filter for the repository that Image Builder creates', () => {
      golden();
      filtered(['image-builder-*']);
    }],
    ['with a filter that only the deployment knows', () => {
      golden(named('scans'));
      filtered([new CfnParameter(stack, 'Filter').valueAsString]);
    }],
    ['in a repository whose name only the deployment knows', () => {
      golden(new ecr.Repository(stack, 'Scans'));
      filtered(['web']);
    }],
    ['with a scan type that only the deployment knows', () => {
      golden();
      new ecr.CfnRegistryScanningConfiguration(stack, 'Registry', { scanType: new CfnParameter(stack, 'Type').valueAsString, rules: [] });
    }],
    ['with an escape hatch', () => {
      golden();
      basic();
      (stack.node.findChild('Registry').node.findChild('Resource') as ecr.CfnRegistryScanningConfiguration).addPropertyOverride('ScanType', 'ENHANCED');
    }],
    ['with a registry that is created under a condition', () => {
      golden();
      const registry = new ecr.CfnRegistryScanningConfiguration(stack, 'Registry', { scanType: 'BASIC', rules: [] });
      registry.cfnOptions.condition = new CfnCondition(stack, 'Condition', { expression: Fn.conditionEquals(new CfnParameter(stack, 'Scans'), 'no') });
    }],
    ['with an escape hatch for the name of the scanning repository', () => {
      const repository = named('scans');
      golden(repository);
      (repository.node.defaultChild as ecr.CfnRepository).addPropertyOverride('RepositoryName', 'team/scans');
      filtered(['team/*']);
    }],
    ['without filters', () => {
      golden();
      new RegistryScanning(stack, 'Registry', { rules: [] });
    }],
    ['beside the registry of another Region', () => {
      golden();
      basic(new Stack(app, 'Elsewhere', { env: { ...env, region: 'us-east-1' } }));
    }],
  ])('%s', (_how, create) => {
    create();
    expect(() => app.synth()).not.toThrow();
  });
});

test('BASIC scanning of the registry is accepted beside a gate of AMIs, and beside container images without a gate', () => {
  basic();
  golden(undefined, { gate: undefined });
  new GoldenImage(stack, 'Linux', { baseImage: BaseImage.amazonLinux2023(), gate });
  expect(() => app.synth()).not.toThrow();
});

test('a gate that only reports gives a warning if the registry has BASIC scanning', () => {
  const { pipeline } = golden(undefined, { gate: undefined });
  new ImageStatus(stack, 'Status', { pipeline, gate, onFailure: OnFailure.REPORT });
  basic();
  Annotations.fromStack(stack).hasWarning('/Stack/Status', Match.stringLikeRegexp('does not scan the container images.*BASIC.*gateWithoutFindings'));
});
