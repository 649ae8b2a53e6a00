/**
 * A resolved CloudFormation value as one line, with `<LogicalId.Attribute>` for each reference:
 * the form in which cdk-nag names a resource in the id of a finding.
 */
export function flattenReference(value: unknown): string {
  if (typeof value === 'string') return value.replace(/\$\{/g, '<').replace(/\}/g, '>');
  if (isIntrinsic(value, 'Fn::ImportValue')) return flattenReference(value['Fn::ImportValue']);
  if (isIntrinsic(value, 'Fn::Sub')) return flattenReference(value['Fn::Sub']);
  if (isIntrinsic(value, 'Fn::Join')) {
    const [delimiter, items] = value['Fn::Join'] as [string, unknown[]];
    return items.map(flattenReference).join(delimiter);
  }
  if (isIntrinsic(value, 'Fn::GetAtt')) return `<${(value['Fn::GetAtt'] as string[]).join('.')}>`;
  if (isIntrinsic(value, 'Ref')) return `<${String(value.Ref)}>`;
  return JSON.stringify(value);
}

function isIntrinsic(value: unknown, name: string): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && name in value;
}
