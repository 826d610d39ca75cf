import { createApp } from './app.ts';

const { app } = createApp({ baseUrl: process.env.WEATHER_URL ?? 'https://weather.example.com' });
process.once('SIGTERM', () => app.close());
console.log(await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT ?? 3000) }));
