import { imageIdOf, ImageReport, imageUriOf } from './image-report';
import { asArray, asObject, asText } from '../values/json';

/**
 * The attributes of the copies that a template asks for.
 *
 * @param copies the property of the template
 * @param report the image; without one each attribute is empty, so that a reference to it does not fail the stack
 */
export function copyAttributes(copies: unknown, report?: ImageReport): Record<string, string> {
  return Object.fromEntries(asArray(copies).map(asObject).map((copy) => {
    const [attribute, of, region, account] = [copy.Attribute, copy.Of, copy.Region, copy.Account].map(asText);
    if (!report) return [attribute, ''];
    return [attribute, of === 'AMI' ? imageIdOf(report, region, account) : imageUriOf(report, region)];
  }));
}
