// The second judge: resolves every reference and validates against the schema of OpenAPI 3.1.
import SwaggerParser from '@apidevtools/swagger-parser';

let failed = 0;
for (const file of process.argv.slice(2)) {
  try {
    const api = await SwaggerParser.validate(file);
    console.log(`${file}: valid, ${Object.keys(api.paths).length} paths`);
  } catch (error) {
    console.error(`${file}: ${error.message}`);
    failed = 1;
  }
}
process.exit(failed);
