import { everywhere } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'

export interface GeoPointShape {
  latitude: number
  longitude: number
}

export const GeoPoint = builder.objectRef<GeoPointShape>('GeoPoint').implement({
  description: 'A place on earth (WGS 84).',
  defaultSubGraphsForFields: everywhere,
  fields: (t) => ({
    latitude: t.exposeFloat('latitude', { description: 'In degrees, from -90 (south) to 90 (north).' }),
    longitude: t.exposeFloat('longitude', { description: 'In degrees, from -180 (west) to 180 (east).' }),
  }),
})
