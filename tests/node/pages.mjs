// What html-validate says of pages: reads files, prints one line for each fault, ends 1 when there are any.
import { HtmlValidate } from "html-validate";

const validator = new HtmlValidate({
  extends: ["html-validate:standard", "html-validate:a11y"],
  rules: {
    // Pages are well-formed as XML too: void elements close themselves.
    "void-style": ["error", { style: "selfclose" }],
  },
});
let faults = 0;
for (const file of process.argv.slice(2)) {
  const report = await validator.validateFile(file);
  for (const result of report.results) {
    for (const message of result.messages) {
      faults += 1;
      process.stdout.write(`${file}:${message.line} ${message.ruleId}: ${message.message}\n`);
    }
  }
}
process.exitCode = faults ? 1 : 0;
