/**
 * Assemblies as awslint knows them. Its last version was published for the packages of CDK 1, where the core was
 * `@aws-cdk/core`, each service had a package of its own, and a resource's class said what it is in CloudFormation.
 */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { Assembly, readAssembly } from './assembly';

/** The services that awslint's rules name. */
const SERVICES = ['events', 'iam'];
const CORE = '@aws-cdk/core';
/** The CloudFormation types of classes whose name does not say it. */
const RESOURCES: Readonly<Record<string, string>> = { ScanningRepository: 'AWS::ECR::Repository' };

/** Writes a package for awslint, with the packages that it needs. */
export function writeForAwslint(folder: string, assembly: Assembly, nodeModules: string): void {
  const dependencies = Object.fromEntries(['constructs', CORE, ...SERVICES.map(packageOf)].map((name) => [name, '*']));
  write(folder, { ...withResources(renamed(assembly)), dependencies });
  const library = renamed(readAssembly(path.join(nodeModules, 'aws-cdk-lib')));
  for (const name of [CORE, ...SERVICES.map(packageOf)]) {
    write(path.join(folder, 'node_modules', name), {
      ...library,
      name,
      types: typesOf(library, name),
      submodules: name === CORE ? library.submodules : {},
      dependencies: { constructs: '*' },
    });
  }
  symlinkSync(path.join(nodeModules, 'constructs'), path.join(folder, 'node_modules', 'constructs'));
}

function packageOf(service: string): string {
  return `@aws-cdk/aws-${service}`;
}

function renamed(assembly: Assembly): Assembly {
  const services = SERVICES.reduce((json, service) => json.replaceAll(`"aws-cdk-lib.aws_${service}.`, `"${packageOf(service)}.`), JSON.stringify(assembly));
  return JSON.parse(services.replaceAll('"aws-cdk-lib.', `"${CORE}.`).replaceAll('"aws-cdk-lib"', `"${CORE}"`));
}

function typesOf(library: Assembly, name: string): Assembly['types'] {
  return Object.fromEntries(Object.entries(library.types)
    .filter(([fqn]) => fqn.startsWith(`${name}.`))
    .map(([fqn, type]) => [fqn, { ...type, assembly: name, namespace: name === CORE ? type.namespace : type.namespace?.replace(/^aws_\w+\.?/, '') || undefined }]));
}

/** Each class with an interface of its own, `Image` with `IImage`, is a resource. */
function withResources(assembly: Assembly): Assembly {
  const types = Object.entries(assembly.types).map(([fqn, type]) => {
    const isResource = type.kind === 'class' && type.interfaces?.includes(`${assembly.name}.I${type.name}`);
    const resource = RESOURCES[type.name] ?? (isResource ? `AWS::ImageBuilder::${type.name}` : undefined);
    return [fqn, resource ? { ...type, docs: { ...type.docs, custom: { ...type.docs?.custom, resource } } } : type];
  });
  return { ...assembly, types: Object.fromEntries(types) };
}

function write(folder: string, assembly: Assembly): void {
  mkdirSync(folder, { recursive: true });
  const { name, version, dependencies } = assembly;
  writeFileSync(path.join(folder, '.jsii'), JSON.stringify(assembly));
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name, version, dependencies, jsii: {}, main: 'index.js' }));
  writeFileSync(path.join(folder, 'index.js'), '');
}
