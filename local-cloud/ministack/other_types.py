"""Adds the resource types that examples use and MiniStack's CloudFormation lacks, by the APIs that MiniStack has for them."""

import json

import botocore.session


class SecurityGroupIngress:
    """See https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroupingress.html"""

    replaced_by = ("GroupId", "IpProtocol", "FromPort", "ToPort", "CidrIp", "CidrIpv6", "SourceSecurityGroupId", "SourcePrefixListId")

    def __init__(self, ec2):
        self.ec2 = ec2

    def create(self, logical_id, properties, stack_name):
        answer = self.ec2.authorize_security_group_ingress(GroupId=properties["GroupId"], IpPermissions=[self.permission(properties)])
        rules = answer.get("SecurityGroupRules") or []
        rule_id = rules[0]["SecurityGroupRuleId"] if rules else f"{properties['GroupId']}-{logical_id}"
        return rule_id, {"Id": rule_id}

    def update(self, rule_id, old_properties, properties, stack_name):
        return rule_id, {"Id": rule_id}

    def delete(self, rule_id, properties):
        self.ec2.revoke_security_group_ingress(GroupId=properties["GroupId"], IpPermissions=[self.permission(properties)])

    def permission(self, properties):
        description = {"Description": properties["Description"]} if "Description" in properties else {}
        permission = {"IpProtocol": str(properties["IpProtocol"])}
        permission.update({name: int(properties[name]) for name in ("FromPort", "ToPort") if name in properties})
        for name, member, key in (
            ("CidrIp", "IpRanges", "CidrIp"), ("CidrIpv6", "Ipv6Ranges", "CidrIpv6"),
            ("SourceSecurityGroupId", "UserIdGroupPairs", "GroupId"), ("SourcePrefixListId", "PrefixListIds", "PrefixListId"),
        ):
            if name in properties:
                permission[member] = [{key: properties[name], **description}]
        return permission


class FlowLog:
    """See https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-flowlog.html"""

    replaced_by = ("ResourceId", "ResourceType", "TrafficType", "LogGroupName", "LogDestination", "LogDestinationType", "DeliverLogsPermissionArn")

    def __init__(self, ec2):
        self.ec2 = ec2

    def create(self, logical_id, properties, stack_name):
        accepted = {name: properties[name] for name in self.replaced_by if name in properties and name != "ResourceId"}
        answer = self.ec2.create_flow_logs(ResourceIds=[properties["ResourceId"]], **accepted)
        if answer.get("Unsuccessful"):
            raise ValueError(json.dumps(answer["Unsuccessful"]))
        flow_log_id = answer["FlowLogIds"][0]
        return flow_log_id, {"Id": flow_log_id}

    def update(self, flow_log_id, old_properties, properties, stack_name):
        return flow_log_id, {"Id": flow_log_id}

    def delete(self, flow_log_id, properties):
        self.ec2.delete_flow_logs(FlowLogIds=[flow_log_id])


class RegistryScanningConfiguration:
    """The one of the registry; MiniStack's ECR keeps none, so it is kept here.

    See https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecr-registryscanningconfiguration.html
    """

    replaced_by = ()

    def __init__(self, sts):
        self.sts = sts

    def create(self, logical_id, properties, stack_name):
        if properties.get("ScanType") not in ("BASIC", "ENHANCED"):
            raise ValueError(f"#/ScanType: {properties.get('ScanType')} is not a valid enum value")
        registry_id = self.sts.get_caller_identity()["Account"]
        return registry_id, {"RegistryId": registry_id}

    def update(self, registry_id, old_properties, properties, stack_name):
        return self.create(None, properties, stack_name)

    def delete(self, registry_id, properties):
        pass


def other_types(endpoint, region):
    session = botocore.session.Session()

    def client(service):
        return session.create_client(
            service, region_name=region, endpoint_url=endpoint, aws_access_key_id="test", aws_secret_access_key="test")

    return {
        "AWS::EC2::SecurityGroupIngress": SecurityGroupIngress(client("ec2")),
        "AWS::EC2::FlowLog": FlowLog(client("ec2")),
        "AWS::ECR::RegistryScanningConfiguration": RegistryScanningConfiguration(client("sts")),
    }
