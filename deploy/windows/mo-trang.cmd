@echo off
rem A double click opens the site of the folder "trang" beside this file in the browser, as a preview; the first one makes it.
rem Close the window to end.
chcp 65001 >nul
cd /d "%~dp0"
if exist "trang\congbao.yaml" goto open
congbao.exe init trang
if errorlevel 1 goto failed
:open
cd trang
..\congbao.exe serve --drafts --open
if not errorlevel 1 exit /b 0
:failed
pause
