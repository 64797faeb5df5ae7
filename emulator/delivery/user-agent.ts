// How the emulator names itself to services that messages call.

/** "Braze Sender <hash>": services look at the first two words. The hash is one of Braze's servers; ours is always the same. docs: connected_content/making_an_api_call */
export const USER_AGENT = 'Braze Sender 75404755ae1270441f07eb238f0d424e44dfdfdc'
