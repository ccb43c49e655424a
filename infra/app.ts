import { App, Validations } from 'aws-cdk-lib';
import recommended from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { AwsSolutionsChecks } from 'cdk-nag';
import { routes as custody } from '../services/custody/routes.ts';
import { routes as handover } from '../services/handover/routes.ts';
import { routes as registration } from '../services/registration/routes.ts';
import { settingsFrom } from './settings.ts';
import { Amana } from './stack.ts';

// The command line hands over its context and the output folder in the environment; without it this file writes cdk.out by itself.
const app = new App({ context: recommended, outdir: process.env.CDK_OUTDIR ?? 'cdk.out', analyticsReporting: false });
new Amana(app, 'Amana', { settings: settingsFrom(app.node), routes: { registration, custody, handover } });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
app.synth();
