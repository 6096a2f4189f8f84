FROM python:3.12-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 ARENA_DATA_DIR=/data OPENBLAS_NUM_THREADS=1
WORKDIR /site
COPY . .
RUN pip install --no-cache-dir -c constraints.txt -e '.[production]' && useradd --system --uid 10001 arena && mkdir /data && chown arena /data
USER arena
EXPOSE 8000
CMD ["sh", "-c", "python manage.py collectstatic --noinput -v0 && exec uvicorn arenasite.asgi:application --host 0.0.0.0 --port 8000 --timeout-graceful-shutdown 10 --timeout-keep-alive 15 --limit-concurrency 4000"]
