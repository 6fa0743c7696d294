interface Operation {
  query: string
  variables?: object
  token?: string
}

interface Result<Data> {
  data?: Data | null
  errors?: { message: string; extensions: { code: string } }[]
}

/** Sends one operation to a gateway that runs somewhere. */
export async function post<Data>(url: string, { token, ...operation }: Operation): Promise<Result<Data>> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(operation),
  })
  return (await response.json()) as Result<Data>
}
