import { Token, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** The construct that a text refers to, as `resource.attrArn` does; undefined if it is no reference. */
export function referenceTarget(text: string | undefined): IConstruct | undefined {
  const token = Token.isUnresolved(text) ? Tokenization.reverseString(text!).firstToken : undefined;
  return token && Tokenization.isResolvable(token) && 'target' in token ? token.target as IConstruct : undefined;
}
