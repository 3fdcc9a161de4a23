import { ServiceError } from '@concert-mania/local-stack/service-error';
import { ConfigError } from '@concert-mania/runtime/settings/config';
import { ArgumentError } from './options.ts';

const WRONG_USE_EXIT_CODE = 2;

/**
 * Runs a tool and ends the process with its exit code. Prints `help` when asked with `--help`, and
 * after wrong arguments. A fault that the user can mend is printed without its stack.
 */
export function runTool(help: string, main: () => Promise<number>, faultExitCode = 1): void {
  if (process.argv.slice(2).some((argument) => argument === '--help' || argument === '-h')) {
    console.log(help);
    return;
  }
  main().then(
    (exitCode) => process.exit(exitCode),
    (error: unknown) => {
      if (error instanceof ArgumentError || isOfParseArgs(error)) {
        console.error(`${error.message}\n\n${help}`);
        process.exit(WRONG_USE_EXIT_CODE);
      }
      const isKnown = error instanceof ServiceError || error instanceof ConfigError;
      console.error(isKnown ? error.message : error);
      process.exit(faultExitCode);
    },
  );
}

/** An unknown option, or one without its value. */
const isOfParseArgs = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');
