/** What a synthesized template says, in the shapes this stack reads. */
export type Resource = { Type: string; Properties?: Record<string, unknown>; Condition?: string };
export type Template = {
  Parameters?: Record<string, { Type: string; Default?: unknown }>;
  Mappings?: Record<string, Record<string, Record<string, unknown>>>;
  Conditions?: Record<string, unknown>;
  Resources: Record<string, Resource>;
  Outputs?: Record<string, { Value: unknown; Condition?: string }>;
};

/** Where the values come from that are not in the template itself. */
export type Surroundings = {
  pseudo: Record<string, string>;
  ref(logicalId: string): unknown;
  attribute(logicalId: string, name: string): unknown;
  secret(id: string, key: string): string;
};

export type Resolver = { value(node: unknown): unknown; holds(condition: string): boolean };

const noValue = Symbol('AWS::NoValue');
const secretReference =
  /\{\{resolve:secretsmanager:((?:arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:)?[^:}]+):SecretString(?::([^:}]*))?(?::[^:}]*){0,2}\}\}/g;

/**
 * Evaluates CloudFormation intrinsic functions over `template`.
 * Throws a sentence naming the function or reference when it meets one it does not know.
 */
export function resolver(template: Template, surroundings: Surroundings): Resolver {
  const conditions = new Map<string, boolean>();

  function holds(name: string): boolean {
    const known = conditions.get(name);
    if (known !== undefined) return known;
    const expression = template.Conditions?.[name];
    if (expression === undefined) throw new Error(`The template has no condition ${name}`);
    const answer = truth(expression);
    conditions.set(name, answer);
    return answer;
  }

  function truth(expression: unknown): boolean {
    const [name, argument] = single(expression) ?? [];
    const list = argument as unknown[];
    if (name === 'Condition') return holds(argument as string);
    if (name === 'Fn::Equals') return value(list[0]) === value(list[1]);
    if (name === 'Fn::And') return list.every(truth);
    if (name === 'Fn::Or') return list.some(truth);
    if (name === 'Fn::Not') return !truth(list[0]);
    throw new Error(`Not a condition this stack understands: ${JSON.stringify(expression)}`);
  }

  function reference(name: string): unknown {
    if (name === 'AWS::NoValue') return noValue;
    const pseudo = surroundings.pseudo[name];
    if (pseudo !== undefined) return pseudo;
    const parameter = template.Parameters?.[name];
    if (parameter) {
      if (parameter.Default === undefined) throw new Error(`Parameter ${name} has no default, and one machine has nobody to ask`);
      return parameter.Default;
    }
    if (template.Resources[name]) return surroundings.ref(name);
    throw new Error(`Ref to ${name}, which is neither a parameter nor a resource nor a known pseudo parameter`);
  }

  function attribute(argument: unknown): unknown {
    const [logicalId, name] = Array.isArray(argument) ? argument : split(String(argument));
    if (!template.Resources[logicalId]) throw new Error(`Fn::GetAtt of ${logicalId}, which is not a resource`);
    return surroundings.attribute(logicalId, String(value(name)));
  }

  function substitute(argument: unknown): string {
    const [text, names] = Array.isArray(argument) ? [argument[0], argument[1] as Record<string, unknown>] : [argument, {}];
    return String(text).replace(/\$\{(!?)([^}]+)\}/g, (_, literal, name) => {
      if (literal) return `\${${name}}`;
      if (name in names) return String(value(names[name]));
      return String(name.includes('.') ? attribute(name) : reference(name));
    });
  }

  function call(name: string, argument: unknown): unknown {
    const list = argument as unknown[];
    switch (name) {
      case 'Ref':
        return reference(String(argument));
      case 'Fn::GetAtt':
        return attribute(argument);
      case 'Fn::Sub':
        return substitute(argument);
      case 'Fn::Join':
        return (value(list[1]) as unknown[]).join(String(list[0]));
      case 'Fn::Select':
        return (value(list[1]) as unknown[])[Number(value(list[0]))];
      case 'Fn::Split':
        return String(value(list[1])).split(String(list[0]));
      case 'Fn::If':
        return value(holds(String(list[0])) ? list[1] : list[2]);
      case 'Fn::FindInMap': {
        const [map, first, second] = list.map((part) => String(value(part))) as [string, string, string];
        const found = template.Mappings?.[map]?.[first]?.[second];
        if (found === undefined) throw new Error(`Fn::FindInMap finds nothing at ${map}.${first}.${second}`);
        return found;
      }
      case 'Fn::Base64':
        return Buffer.from(String(value(argument))).toString('base64');
      default:
        throw new Error(`${name} is an intrinsic function this stack does not know`);
    }
  }

  function value(node: unknown): unknown {
    if (typeof node === 'string') return secrets(node);
    if (Array.isArray(node)) return node.map(value).filter((item) => item !== noValue);
    if (node === null || typeof node !== 'object') return node;
    const [name, argument] = single(node) ?? [];
    if (name === 'Ref' || name?.startsWith('Fn::')) {
      const answer = call(name, argument);
      return typeof answer === 'string' ? secrets(answer) : answer;
    }
    return Object.fromEntries(
      Object.entries(node)
        .map(([key, item]) => [key, value(item)] as const)
        .filter(([, item]) => item !== noValue),
    );
  }

  const secrets = (text: string) =>
    text.includes('{{resolve:secretsmanager:') ? text.replace(secretReference, (_, id, key) => surroundings.secret(id, key ?? '')) : text;

  return { value, holds };
}

function single(node: unknown): [string, unknown] | undefined {
  const entries = node !== null && typeof node === 'object' ? Object.entries(node) : [];
  return entries.length === 1 ? entries[0] : undefined;
}

function split(dotted: string): [string, string] {
  const at = dotted.indexOf('.');
  return [dotted.slice(0, at), dotted.slice(at + 1)];
}
