import * as path from 'node:path';
import * as ts from 'typescript';

const INDEX = path.join(__dirname, '..', 'src', 'index.ts');

/** The members that a caller must give of each structure that a method, or a constructor, lets the caller leave out. */
function requiredMembersOfOptionalStructs(index: string): { methods: string[]; required: string[] } {
  const program = ts.createProgram([index], { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, strict: true });
  const checker = program.getTypeChecker();
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(index)!)!);
  const optional = exported.flatMap((symbol) => (symbol.declarations ?? [])
    .filter((type) => ts.isClassDeclaration(type) || ts.isInterfaceDeclaration(type))
    .flatMap((type) => [...type.members])
    .flatMap((member) => optionalStructOf(member, checker))
    .map(({ method, struct }) => ({ method: `${symbol.name}.${method}`, struct })));
  return {
    methods: optional.map(({ method }) => method),
    required: optional.flatMap(({ method, struct }) => struct.getProperties()
      .filter(({ declarations = [] }) => !declarations.some((property) => ts.isPropertySignature(property) && property.questionToken))
      .map(({ name }) => `${method}: ${struct.symbol.name}.${name}`)),
  };
}

/** The structure that is a method's optional last parameter: jsii lifts its members to keyword arguments. */
function optionalStructOf(member: ts.ClassElement | ts.TypeElement, checker: ts.TypeChecker): Array<{ method: string; struct: ts.Type }> {
  if (!ts.isMethodDeclaration(member) && !ts.isMethodSignature(member) && !ts.isConstructorDeclaration(member)) return [];
  if (isHidden(member)) return [];
  const last = member.parameters.at(-1);
  if (!last?.type || !checker.isOptionalParameter(last)) return [];
  const struct = checker.getTypeFromTypeNode(last.type);
  const isStruct = struct.symbol?.declarations?.some(ts.isInterfaceDeclaration) && !/^I[A-Z]/.test(struct.symbol.name);
  return isStruct ? [{ method: member.name?.getText() ?? 'constructor', struct }] : [];
}

/** Whether jsii leaves a member out. */
function isHidden(member: ts.ClassElement | ts.TypeElement): boolean {
  const isPrivate = ts.canHaveModifiers(member) && ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword);
  return isPrivate || ts.getJSDocTags(member).some(({ tagName }) => tagName.text === 'internal');
}

const { methods, required } = requiredMembersOfOptionalStructs(INDEX);

test('optional structures › the walk finds them, and those of aws-cdk-lib', () => {
  expect(methods).toEqual(expect.arrayContaining([
    'ImageScanningConfiguration.onDemandAmi', 'InfrastructureConfiguration.constructor', 'IImage.status', 'IImageEventSource.onEvent',
  ]));
});

// Python makes each member a keyword argument, and one that is required stays so: the call without any is a TypeError.
test('optional structures › none has a required member, so that each language can leave it out', () => {
  expect(required).toEqual([]);
});
