// The settings that an app, a suite or a build needs to reach the emulator. Names of the contract.
import { homeKeys } from '../../index.ts'

export type Keys = { rest: string; web: string; ios: string; android: string; scim: string; data_import: string }

/** Environment variables for an emulator at `url`. */
export const environment = (url: string, keys: Keys = homeKeys): Record<string, string> => ({
  BRAZE_REST_URL: url,
  BRAZE_REST_API_KEY: keys.rest,
  BRAZE_SDK_URL: url,
  BRAZE_SDK_KEY_WEB: keys.web,
  BRAZE_SDK_KEY_IOS: keys.ios,
  BRAZE_SDK_KEY_ANDROID: keys.android,
  BRAZE_SCIM_TOKEN: keys.scim,
  BRAZE_DATA_IMPORT_KEY: keys.data_import,
  BRAZIER_URL: url,
})

/** This machine as the Android emulator sees it. docs: developer.android.com/studio/run/emulator-networking */
export const fromAndroid = (url: string): string => url.replace(/^(https?:\/\/)(127\.0\.0\.1|localhost|\[::1\])(?=[:/]|$)/, '$110.0.2.2')

const quoted = (value: string): string => `'${value.replaceAll("'", `'\\''`)}'`

/** The settings in the form that a shell, a dotenv file, an Xcode or Gradle build, or Expo reads. */
export const formats: Record<string, (url: string, keys: Keys) => string> = {
  shell: (url, keys) => Object.entries(environment(url, keys)).map(([name, value]) => `export ${name}=${quoted(value)}`).join('\n'),
  dotenv: (url, keys) => Object.entries(environment(url, keys)).map(([name, value]) => `${name}=${value}`).join('\n'),
  json: (url, keys) => JSON.stringify(environment(url, keys), null, 2),
  // An .xcconfig takes // for a comment: the usual way round is an empty substitution
  xcode: (url, keys) => `BRAZE_API_KEY = ${keys.ios}\nBRAZE_ENDPOINT = ${url.replace('//', '/$()/')}`,
  // With parentheses it is both Groovy (build.gradle) and Kotlin (build.gradle.kts). Resource names: docs: developer_guide/platforms/android, braze.xml
  gradle: (url, keys) => `resValue("string", "com_braze_api_key", "${keys.android}")\nresValue("string", "com_braze_custom_endpoint", "${fromAndroid(url)}")`,
  // For app.json. One baseUrl serves both platforms (with its scheme, else the SDKs take https): on Android `adb reverse` leads there
  expo: (url, keys) => JSON.stringify({ expo: { plugins: [['@braze/expo-plugin', { androidApiKey: keys.android, iosApiKey: keys.ios, baseUrl: url }]] } }, null, 2),
}

/** What to do besides, on stderr so that a file gets the settings only. */
export const advice = (format: string, url: string): string | undefined => {
  const port = new URL(url).port || (url.startsWith('https') ? '443' : '80')
  return format === 'expo' ? `Android emulator or phone on USB: adb reverse tcp:${port} tcp:${port}` : undefined
}
