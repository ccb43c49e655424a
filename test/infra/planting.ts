import { ofType, type Properties, type Template } from './template.ts';

/** A change for the worse, and the rule that must find it. */
export type Regression = { title: string; rule: string; plant(template: Template): void };

/** The properties of the first resource of a type whose id has this in it. */
export function first(template: Template, type: string, name = ''): Properties {
  const found = ofType(template, type).find(([id]) => id.includes(name));
  if (!found) throw new Error(`nothing to spoil: ${type} ${name}`);
  return found[1];
}

/** The statements of the policy of one function. */
export function statements(template: Template, name: string): Properties[] {
  return ofType(template, 'AWS::IAM::Policy').find(([id]) => id.startsWith(name))?.[1].PolicyDocument.Statement;
}

export function add(template: Template, id: string, Type: string, properties: Properties = {}): void {
  template.Resources[id] = { Type, Properties: properties };
}
