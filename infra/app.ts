import { existsSync } from 'node:fs';
import { App, Validations } from 'aws-cdk-lib';
import recommended from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { AwsSolutionsChecks } from 'cdk-nag';
import type { RouteKey } from './http-api.ts';
import { settingsFrom } from './settings.ts';
import { Amana } from './stack.ts';

const routesOf = async (name: string): Promise<RouteKey[]> => {
  const file = new URL(`../services/${name}/routes.ts`, import.meta.url);
  return existsSync(file) ? (await import(file.href)).routes : [];
};

// The command line hands over its context and the output folder in the environment; without it this file writes cdk.out by itself.
const app = new App({ context: recommended, outdir: process.env.CDK_OUTDIR ?? 'cdk.out', analyticsReporting: false });
new Amana(app, 'Amana', {
  settings: settingsFrom(app.node),
  routes: { registration: await routesOf('registration'), custody: await routesOf('custody'), handover: await routesOf('handover') },
});
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
app.synth();
