import { everywhere } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'

export interface Point {
  latitude: number
  longitude: number
}

export const Coordinates = builder.objectRef<Point>('Coordinates').implement({
  description: 'A point on the map (WGS 84).',
  defaultSubGraphsForFields: everywhere,
  fields: (t) => ({
    latitude: t.exposeFloat('latitude', { description: 'In degrees, -90 to 90; north is positive.' }),
    longitude: t.exposeFloat('longitude', { description: 'In degrees, -180 to 180; east is positive.' }),
  }),
})

export const CoordinatesInput = builder.inputType('CoordinatesInput', {
  description: 'A point on the map (WGS 84).',
  fields: (t) => ({
    latitude: t.float({ required: true, description: 'In degrees, -90 to 90; north is positive.' }),
    longitude: t.float({ required: true, description: 'In degrees, -180 to 180; east is positive.' }),
  }),
})
