import * as ts from 'typescript';

/** The properties and attributes of each resource type, as an L1 declares them. */
export type Declarations = Readonly<Record<string, { readonly properties: string[]; readonly attributes: string[] }>>;

/** Members of each interface of the declarations, by its name such as `CfnImage.EcrConfigurationProperty`. */
type Interfaces = ReadonlyMap<string, ts.NodeArray<ts.TypeElement>>;

/** Reads the declarations of L1s. A nested property has a path, such as `BlockDeviceMappings[].Ebs.Iops`. */
export function readDeclarations(service: string, text: string): Declarations {
  const file = ts.createSourceFile('l1s.d.ts', text, ts.ScriptTarget.Latest);
  const interfaces: Interfaces = new Map(file.statements.flatMap(interfacesIn));
  return Object.fromEntries(file.statements.filter(ts.isClassDeclaration).map((declaration) => {
    const name = declaration.name!.text;
    return [`AWS::${service}::${name.replace(/^Cfn/, '')}`, { properties: pathsOf(interfaces, `${name}Props`).sort(), attributes: attributesOf(declaration).sort() }];
  }));
}

function interfacesIn(statement: ts.Statement): [string, ts.NodeArray<ts.TypeElement>][] {
  if (ts.isInterfaceDeclaration(statement)) return [[statement.name.text, statement.members]];
  if (!ts.isModuleDeclaration(statement) || !statement.body || !ts.isModuleBlock(statement.body)) return [];
  return statement.body.statements.filter(ts.isInterfaceDeclaration).map(({ name, members }) => [`${statement.name.text}.${name.text}`, members]);
}

function pathsOf(interfaces: Interfaces, name: string, prefix = ''): string[] {
  return interfaces.get(name)!.filter(ts.isPropertySignature).flatMap((member) => (
    pathsIn(interfaces, typeOf(interfaces, member, name), prefix + inTemplates(nameOf(member)))
  ));
}

/** The type of a member. Where it is `any`, there may still be an interface of its name that nothing refers to. */
function typeOf(interfaces: Interfaces, member: ts.PropertySignature, of: string): ts.TypeNode {
  const isAny = alternativesOf(member.type!).some(({ kind }) => kind === ts.SyntaxKind.AnyKeyword);
  const [namespace] = of.replace(/Props$/, '').split('.');
  const name = `${namespace}.${inTemplates(nameOf(member))}Property`;
  return isAny && interfaces.has(name) ? ts.factory.createTypeReferenceNode(name) : member.type!;
}

function pathsIn(interfaces: Interfaces, type: ts.TypeNode, path: string): string[] {
  return [path, ...alternativesOf(type).filter(ts.isTypeReferenceNode).flatMap(({ typeName, typeArguments }) => {
    const name = qualifiedName(typeName);
    if (name === 'Array') return pathsIn(interfaces, typeArguments![0], `${path}[]`);
    return interfaces.has(name) ? pathsOf(interfaces, name, `${path}.`) : [];
  })];
}

function alternativesOf(type: ts.TypeNode): ts.TypeNode[] {
  return ts.isUnionTypeNode(type) ? [...type.types] : [type];
}

/** The getters `attrArn` and `attrLatestVersionArn`, as `Arn` and `LatestVersionArn`. */
function attributesOf(declaration: ts.ClassDeclaration): string[] {
  return declaration.members.filter(ts.isGetAccessor).map(nameOf).filter((name) => name.startsWith('attr')).map((name) => name.slice('attr'.length));
}

function nameOf({ name }: ts.PropertySignature | ts.GetAccessorDeclaration): string {
  return (name as ts.Identifier).text;
}

function qualifiedName(name: ts.EntityName): string {
  return ts.isIdentifier(name) ? name.text : `${qualifiedName(name.left)}.${name.right.text}`;
}

function inTemplates(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
