import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
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
   * Lets the role push to the repositories of one more build, in every Region of the account.
   *
   * @param repositoryNames undefined if they are not known; then the role is not restricted
   */
  public addBuild(repositoryNames: readonly string[] | undefined): void {
    if (repositoryNames === undefined) this.isLifted = true;
    if (this.isLifted || repositoryNames === undefined) {
      this.scope.node.tryRemoveChild(ID);
      return;
    }
    const arns = repositoryNames.map((resourceName) => Stack.of(this.scope).formatArn({ service: 'ecr', region: '*', resource: 'repository', resourceName }));
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
