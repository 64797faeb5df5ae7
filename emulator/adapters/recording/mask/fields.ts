// Which fields hold what of a person or what lets somebody in, by Braze's own names for them (REST bodies, queries and answers, SDK envelopes, SCIM).
export type Kind = 'rest_key' | 'app_key' | 'secret' | 'email' | 'phone' | 'name' | 'user' | 'alias' | 'braze_id' | 'device' | 'push_token' | 'ip' | 'birth' | 'place' | 'coordinate' | 'social' | 'masked'

const FIELDS: Readonly<Record<string, Kind>> = Object.fromEntries(
  (
    [
      ['app_key', 'api_key app_id app_ids x-braze-api-key'],
      ['secret', 'password secret client_secret access_token refresh_token auth_token id_token jwt signature authorization x-braze-auth-signature cookie set-cookie'],
      ['email', 'email emails email_address emailAddress email_addresses userName'],
      ['phone', 'phone phones phone_number phone_numbers phoneNumber'],
      ['name', 'first_name last_name full_name firstName lastName fullName givenName familyName middleName formatted displayName given_name family_name'],
      // docs: api/objects_filters: external_id, recipients.external_user_id, rename's current_external_id; SDK: user_id
      ['user', 'external_id external_ids user_id user_ids userId userID userIds external_user_id external_user_ids current_external_id new_external_id invalid_user_ids native_line_id line_id'],
      ['alias', 'alias_name old_alias_name new_alias_name'],
      ['braze_id', 'braze_id braze_ids appboy_id'],
      ['device', 'device_id device_ids google_ad_id ios_idfa ios_idfv idfa idfv roku_ad_id windows_ad_id amazon_ad_id aaid'],
      ['push_token', 'push_token push_tokens push_token_import token tokens registration_id custom_push_public_key custom_push_user_auth activity_push_token'],
      ['ip', 'ip ip_address'],
      ['birth', 'dob date_of_birth birthday'],
      ['place', 'home_city street address address_line1 address_line2 postal_code zip zip_code'],
      ['coordinate', 'latitude longitude lat lng lon'],
      ['social', 'facebook twitter foursquare'],
    ] as [Kind, string][]
  ).flatMap(([kind, names]) => names.split(' ').map((name) => [name, kind])),
)

/**
 * What a field holds, if it is a person's or a key. `parent` is the field around it: `alias.name` of the SDKs is a name of a user.
 * `extra` are the user's own fields.
 */
export function kindOf(field: string, parent: string, extra: ReadonlySet<string>): Kind | undefined {
  const name = field.endsWith('[]') ? field.slice(0, -2) : field
  if (extra.has(name)) return 'masked'
  if (Object.hasOwn(FIELDS, name)) return FIELDS[name]
  return name === 'name' && parent === 'alias' ? 'alias' : undefined
}

/** Fields whose texts have dots and digits of their own. */
export const isVersion = (field: string): boolean => /version|user.agent|resolution/i.test(field)

/**
 * Words of the wire. A user whose id is one of them is masked in the fields of ids, but not where the same word may be Braze's:
 * an audience of a test is not its person.
 */
export const WORDS = new Set(
  ('success queued error errors message user users device devices test default true false null none all any and or not ios android web roku kindle windows push email sms ' +
    'subscribed unsubscribed opted_in unknown custom_event purchase open click event events attribute attributes purchases string number boolean object array ' +
    'draft active stopped archived scheduled sent immediately control enabled disabled full modal slideup html inapp chrome safari firefox linux mac english ' +
    'external internal campaign campaigns canvas canvases segment segments config content cards custom banner banners feature flags trigger triggers alias aliases profile members recipients ' +
    'properties identifier identifiers settings schedule messages template templates catalog catalogs').split(' '),
)
