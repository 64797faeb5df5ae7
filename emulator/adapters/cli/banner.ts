// The banner of a pretty start: what a newcomer copies into an app.
import { homeKeys, version } from '../../index.ts'
import { fromAndroid } from './environment.ts'
import { chalk } from './colours.ts'

/** URL, keys and the lines for a web, an iOS and an Android app. */
export function banner(url: string, { db, held }: { db: string; held: string | undefined }): string {
  const bold = (text: string) => chalk.bold(text)
  const dim = (text: string) => chalk.dim(text)
  const android = fromAndroid(url)
  const browser = url.replace('127.0.0.1', 'localhost')
  return [
    '',
    `${chalk.yellowBright.bold('Brazier')} ${dim(version)} emulates Braze at ${bold(browser)}`,
    '',
    `  database   ${db}${held === undefined ? '' : `   clock held at ${held}`}`,
    `  REST key   ${bold(homeKeys.rest)}`,
    `  SDK keys   web ${homeKeys.web}  iOS ${homeKeys.ios}  Android ${homeKeys.android}`,
    `  other      SCIM token ${homeKeys.scim}  data import key (partners) ${homeKeys.data_import}`,
    `  admin      ${browser}/_emulator/health   ${dim('live: brazier tail')}`,
    '',
    dim('  Web'),
    `    braze.initialize('${homeKeys.web}', { baseUrl: '${browser}' })`,
    `    braze.changeUser('mel')`,
    `    braze.openSession()`,
    dim('  iOS (Swift)'),
    `    let configuration = Braze.Configuration(apiKey: "${homeKeys.ios}", endpoint: "${url}")`,
    `    let braze = Braze(configuration: configuration)`,
    `    braze.changeUser(userId: "mel")`,
    dim('  Android (Kotlin; 10.0.2.2 is this machine, seen from the Android emulator)'),
    `    val config = BrazeConfig.Builder().setApiKey("${homeKeys.android}").setCustomEndpoint("${android}").build()`,
    `    Braze.configure(this, config)`,
    `    Braze.getInstance(this).changeUser("mel")`,
    dim('  REST'),
    `    curl ${browser}/users/track -H 'Authorization: Bearer ${homeKeys.rest}' -H 'Content-Type: application/json' \\`,
    `      -d '{"attributes":[{"external_id":"mel","first_name":"Mel"}]}'`,
    '',
  ].join('\n')
}
