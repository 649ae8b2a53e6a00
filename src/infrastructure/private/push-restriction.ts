import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { Build } from '../../private/facts/build-part';
import { nameForPolicy } from '../../private/facts/cyclic-reference';
import { ServiceRole } from '../../private/iam/service-role';

const ID = 'PushPolicy';
const PUSH_ACTIONS = ['ecr:InitiateLayerUpload', 'ecr:UploadLayerPart', 'ecr:CompleteLayerUpload', 'ecr:PutImage'];

/**
 * Denies the generated role of build instances to push to other repositories than those of its builds: the policy that AWS
 * manages for container builds allows every repository of the account.
 */
export class PushRestriction {
  private statement?: iam.PolicyStatement;
  private isLifted = false;

  public constructor(private readonly scope: Construct, private readonly role: ServiceRole) {}

  /**
   * Lets the role push to the repositories of one more build, in every Region of the account. If they are not known, the role is
   * not restricted.
   *
   * @throws if the policy cannot name a repository
   */
  public addBuild({ scope: build, pushedRepositoryNames: names }: Build): void {
    if (names === undefined) this.isLifted = true;
    if (this.isLifted || names === undefined) {
      this.scope.node.tryRemoveChild(ID);
      return;
    }
    const arns = names.map((name) => Stack.of(this.scope).formatArn({
      service: 'ecr', region: '*', resource: 'repository', resourceName: nameForPolicy(this.role.role, build, 'repository', name) ?? name,
    }));
    this.statement ??= new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: PUSH_ACTIONS });
    this.statement.addNotResources(...arns);
    if (this.scope.node.tryFindChild(ID)) return;
    this.role.allow(this.scope, ID, {
      description: 'Keeps instances of EC2 Image Builder from pushing to other repositories than those of their builds',
      statements: [this.statement],
      wildcardReason: 'A repository of the same name gets the image in each Region.',
    });
  }
}
