import { readFileSync } from 'node:fs';
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';

// A program of its own, run by tsx: the parser imports its schema as JSON, which Node 20 does not do by itself.
const content = readFileSync(process.argv[2], 'utf8');
const { context } = parseWorkflow({ name: 'workflow.yml', content }, new NoOperationTraceWriter());
console.log(JSON.stringify(context.errors.getErrors().map(({ message }) => message)));
